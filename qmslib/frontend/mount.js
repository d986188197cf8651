// The two ways in: a widget in the notebook, and marked places on a static page.

/** The notebook's way in. Returns what to do when the output is taken away. */
const render = ({ model, el }) => {
  const root = h("div", {});
  el.append(root);
  if (model.get("page") === "form") return renderExercise(root, model);
  if (model.get("page") === "explore") return renderExplore(root, model.get("payload"));
  if (model.get("page") === "learning") return renderLearning(root, model.get("payload"), kernelHost(model));
  const block = renderPractice(root, model.get("payload"), kernelHost(model));
  return block.close;
};

/** The static page's way in: every place that is marked and not yet filled. */
const mountAll = () => {
  const all = [...document.querySelectorAll(".qms-mount:not([data-qms-ready])")];
  const dataOf = (place) => JSON.parse(place.querySelector('script[type="application/json"]').textContent);
  const others = { explore: renderExplore, learning: (root, data) => renderLearning(root, data, browserHost()) };
  for (const place of all.filter((one) => Object.hasOwn(others, one.dataset.qms))) {
    place.setAttribute("data-qms-ready", "");
    const root = h("div", {});
    place.append(root);
    others[place.dataset.qms](root, dataOf(place));
  }
  const places = all.filter((one) => !Object.hasOwn(others, one.dataset.qms));
  const found = places.map(dataOf);
  // What is kept belongs to the whole page: one panel for it, at the last block.
  const panel = { page: true, ids: found.flatMap((data) => data.items.map((item) => item.id)) };
  places.forEach((place, index) => {
    place.setAttribute("data-qms-ready", "");
    const root = h("div", {});
    place.append(root);
    renderPractice(root, found[index], browserHost(), { panel: index === places.length - 1 && panel });
  });
  // A link to one question came before the question was there.
  const aimed = window.location.hash.startsWith("#practice-") && document.getElementById(window.location.hash.slice(1));
  if (aimed) aimed.scrollIntoView();
};

const mountWhenReady = () => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mountAll, { once: true });
  else mountAll();
};
