// What-if: every combination was worked out beforehand; the page shows the one that is chosen and asks nobody.

/**
 * The nodes of a result that Python rendered. This is the one place that reads markup: it comes from the course's own
 * results, where every text from data was escaped, never from a learner. A parsed document runs no script.
 */
const rendered = (markupText) => [...new DOMParser().parseFromString(markupText, "text/html").body.childNodes];

const renderExplore = (root, payload) => {
  const title = newId("explore");
  const result = h("div", { class: "qms-explored", role: "region", "aria-live": "polite", "aria-label": t("explore.result", { title: payload.title }) });
  const selects = payload.controls.map((control) => {
    const id = newId("control");
    const select = h("select", { id, on: { change: () => show() } },
      control.values.map((value, number) => h("option", { value: String(number) }, value)));
    return { select, many: control.values.length, row: h("div", { class: "qms-field" }, h("label", { for: id }, control.label), select) };
  });
  const show = () => {
    // The last control changes fastest, as in the order in which Python worked them out.
    const place = selects.reduce((sum, { select, many }) => sum * many + Number(select.value), 0);
    result.replaceChildren(...rendered(payload.cases[place]));
  };
  root.classList.add("qms", "qms-explore");
  root.setAttribute("role", "group");
  root.setAttribute("aria-labelledby", title);
  shieldKeys(root);
  root.replaceChildren(h("div", { class: "qms-card" },
    h("h3", { class: "qms-title", id: title }, payload.title),
    h("p", { class: "qms-instruction" }, t("explore.how")),
    h("div", { class: "qms-grid" }, selects.map(({ row }) => row)), result));
  show();
  return () => {};
};
