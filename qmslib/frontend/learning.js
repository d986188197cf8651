// The reader's own page: how sure they are of each criterion at the start and at the end, and what to look at again.

const SELF_LEVELS = ["none", "little", "mostly", "show"];
const selfId = (criterion) => `self-${criterion.replace(".", "-")}`;

/** For each criterion two choices, at the start and now; what was said at the start stays beside what is said now. */
const selfRating = (criteria, host, entries, kept) =>
  criteria.map((criterion) => {
    const id = selfId(criterion.id);
    const level = (when) => (isMapping(entries[id]?.value) && SELF_LEVELS.includes(entries[id].value[when]) ? entries[id].value[when] : "");
    const change = h("p", { class: "qms-small", role: "status" });
    const paint = () => {
      const [start, now] = ["start", "now"].map((when) => SELF_LEVELS.indexOf(level(when)));
      change.textContent = start < 0 || now < 0 ? "" : t(now > start ? "learning.surer" : now < start ? "learning.less_sure" : "learning.as_sure");
    };
    const picker = (when) => {
      const field = newId("self");
      const select = h("select", { id: field }, h("option", { value: "" }, t("learning.not_said")),
        SELF_LEVELS.map((name) => h("option", { value: name }, t(`learning.level_${name}`))));
      select.value = level(when);
      select.addEventListener("change", async () => {
        const at = new Date().toISOString();
        const value = { ...(isMapping(entries[id]?.value) ? entries[id].value : {}), [when]: select.value, [`${when}_at`]: at };
        entries[id] = { hash: "self-rating", value, judged: false, at };
        paint();
        kept(await host.keep({ [id]: entries[id] }));
      });
      return h("div", { class: "qms-field" }, h("label", { for: field }, t(`learning.${when}`)), select);
    };
    paint();
    return h("fieldset", { class: "qms-card" }, h("legend", {}, h("span", { class: "qms-title" }, `${criterion.id} ${criterion.text}`)),
      h("div", { class: "qms-grid" }, picker("start"), picker("now")), change);
  });

/** What is due again today, and what comes later, by chapter. */
const reviewList = (pages, entries, today) => {
  const due = [];
  let waiting = 0;
  let next = null;
  for (const page of pages) {
    for (const item of page.items) {
      const entry = entries[item.id];
      const review = isMapping(entry?.review) && entry.hash === item.hash ? entry.review : null;
      // A file that was brought in may hold anything.
      if (!review || typeof review.due !== "string" || qtDate(review.due) === null) continue;
      if (String(review.due) <= today) due.push({ page, item, sure: entry.sure === "sure" && !entry.right });
      else {
        waiting += 1;
        if (next === null || review.due < next) next = review.due;
      }
    }
  }
  const later = waiting ? h("p", {}, t(waiting === 1 ? "learning.waiting_one" : "learning.waiting", { n: waiting, day: qtSayDate(qtDate(next)) })) : null;
  if (!due.length) return [h("p", {}, t(waiting ? "learning.nothing_today" : "learning.nothing")), later];
  return [
    h("p", {}, h("strong", {}, t(due.length === 1 ? "learning.due_one" : "learning.due", { n: due.length }))),
    h("ul", {}, due.map(({ page, item, sure }) => h("li", {}, h("a", { href: item.href }, item.title), ` (${page.title})`,
      sure ? h("em", {}, ` ${t("learning.sure_but_wrong")}`) : null))),
    later,
  ];
};

/** The reader's own page. */
const renderLearning = (root, payload, host) => {
  const status = h("p", { class: "qms-small", role: "status" });
  const rating = h("div", {});
  const review = h("div", {});
  const kept = (reply) => { status.textContent = reply.ok ? t(host.live ? "practice.saved_work" : "practice.saved_browser", { time: clockTime(reply.at) }) : t("practice.not_kept", { why: reply.why }); };
  const build = async () => {
    const entries = await host.all();
    rating.replaceChildren(...selfRating(payload.criteria, host, entries, kept));
    review.replaceChildren(...reviewList(payload.pages, entries, host.today()).filter(Boolean));
  };
  const ids = [...payload.criteria.map((criterion) => selfId(criterion.id))];
  window.addEventListener(PRACTICE_CHANGED, build);
  const unwatch = host.watch(build);
  root.classList.add("qms", "qms-learning");
  shieldKeys(root);
  root.replaceChildren(
    h("h2", {}, t("learning.review_title")), h("p", {}, t("learning.review_why")), review,
    h("h2", {}, t("learning.self_title")), h("p", {}, t("learning.self_why")), rating, status,
    progressPanel(host, { ids, page: false }));
  build();
  return () => {
    window.removeEventListener(PRACTICE_CHANGED, build);
    unwatch();
    host.close();
  };
};
