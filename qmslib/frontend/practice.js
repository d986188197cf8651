// Practice questions: how sure are you, the verdict with its reasons, another try, the answer.

const SURE = ["guessing", "fairly", "sure"];

const verdictName = (score) => (score.right ? "right" : score.points > 0 ? "partly" : "wrong");

const pointsText = (points) => (Number.isInteger(points) ? String(points) : points.toFixed(2).replace(/0$/, ""));

/** What is right, and why, part by part. */
const answerOf = (item) => {
  const row = (text, why) => h("li", {}, h("strong", {}, inlineText(why ? stopped(text) : text)), why ? [" ", inlineText(why)] : null);
  const option = (id) => item.options.find((one) => one.id === id);
  switch (item.kind) {
    case "choose_one":
    case "choose_many":
      return [h("ul", {}, [item.key].flat().map((id) => row(option(id).text, option(id).feedback)))];
    case "order":
      return [
        h("ol", {}, item.orders[0].map((id) => item.steps.find((one) => one.id === id)).map((step) => row(step.text, step.feedback))),
        item.orders.length > 1 ? h("p", {}, t("practice.other_orders", { n: item.orders.length - 1 })) : null,
      ];
    case "match":
    case "classify":
      return [h("dl", { class: "qms-described" }, item.stems.map((stem) => h("div", {}, h("dt", {}, inlineText(stem.text)),
        h("dd", {}, h("strong", {}, inlineText(stopped(option(item.key[stem.id]).text))), " ", inlineText(stem.feedback)))))];
    case "number":
      return [h("p", {}, h("strong", {}, stopped(`${item.key.value} ${item.unit || ""}`.trim())), " ", inlineText(item.feedback.right))];
    default:
      return [];
  }
};

/** What a full account holds, with a word on the points of which no sign was found, and an account that makes them. */
const accountList = (item, advice) => {
  const points = item.required_points || [];
  const unseen = (point) => advice.some((text) => text.endsWith(`: ${point.text}`));
  const other = advice.filter((text) => !points.some((point) => text.endsWith(`: ${point.text}`)));
  return [
    other.map((text) => h("p", {}, text)),
    h("p", {}, t("practice.account_points")),
    h("ul", {}, points.map((point) => h("li", {}, inlineText(stopped(point.text)), unseen(point) ? [" ", h("em", {}, t("practice.account_unseen"))] : null))),
    item.samples ? [h("p", {}, t("practice.account_sample")), h("blockquote", {}, markup(item.samples.met[0]))] : null,
  ];
};

/** A question with a key: confidence, verdict, another try, the answer. */
const practiceQuestion = (item, entry, context) => {
  const state = { tries: entry?.tries || 0, judged: false, sure: null, shown: false, review: entry?.review ?? null };
  const keepDraft = () => context.keep({ hash: item.hash, value: made.read(), judged: false, tries: state.tries, review: state.review, at: new Date().toISOString() });
  const soon = later(keepDraft, 500);
  const made = makeItem(item, entry?.value ?? null, {
    ...context,
    changed: (value, when) => {
      made.problem(null);
      if (when === "now") { soon.stop(); keepDraft(); } else soon();
    },
  });
  const legend = newId("sure");
  const sure = h("div", { class: "qms-sure", role: "group", "aria-labelledby": legend },
    h("p", { id: legend }, t(item.kind === "account" ? "practice.account_ready" : "practice.how_sure")),
    h("div", { class: "qms-row" }, (item.kind === "account" ? ["done"] : SURE).map((level) =>
      button(t(`practice.${level}`), () => judge(level), { class: "qms-sure-button" }))));
  const result = h("div", { class: "qms-verdict", hidden: true });
  made.foot.append(sure, result);

  const entryNow = (score) => ({
    hash: item.hash, value: made.read(), judged: true, sure: state.sure, shown: state.shown, tries: state.tries,
    right: score.right, points: score.points, max: score.max, review: state.review, at: new Date().toISOString(),
  });
  const judge = (level) => {
    const score = scoreItem(item, made.read(), context.today());
    if (!score.answered) {
      made.problem(t(item.kind === "number" && made.read() ? "kinds.number_unread" : item.kind === "order" ? "practice.order_first" : "practice.answer_first"));
      return;
    }
    made.problem(null);
    soon.stop();
    const review = item.kind === "account" ? null : nextReview(state.review, score.right, level, context.today());
    Object.assign(state, { judged: true, sure: level, tries: state.tries + 1, review });
    show(score, true);
    context.keep(entryNow(score));
  };
  const show = (score, take) => {
    made.lock(true);
    made.mark(score);
    sure.hidden = true;
    const name = item.kind === "account" ? "compare" : verdictName(score);
    const heading = h("p", { class: "qms-verdict-word", tabindex: "-1" }, icon(name === "compare" ? "info" : name), h("strong", {}, t(`verdict.${name}`)),
      score.points === null ? null : h("span", { class: "qms-points" }, t(score.max === 1 ? "verdict.points_of_one" : "verdict.points", { n: pointsText(score.points), m: pointsText(score.max) })));
    const lines = [
      score.right || item.kind === "account" || state.sure !== "sure" ? null : h("p", { class: "qms-kind" }, t("practice.sure_but_wrong")),
      score.right && state.sure === "guessing" ? h("p", { class: "qms-kind" }, t("practice.lucky")) : null,
      item.kind === "account" ? accountList(item, score.advice) : null,
    ];
    const shown = h("div", { class: "qms-answer", hidden: true, tabindex: "-1" }, h("p", {}, h("strong", {}, t("practice.the_answer"))), answerOf(item));
    const reveal = score.right || item.kind === "account" ? null : button(t("practice.show_answer"), () => {
      state.shown = true;
      shown.hidden = false;
      reveal.hidden = true;
      shown.focus();
      context.keep(entryNow(score));
    });
    if (state.shown && reveal) { shown.hidden = false; reveal.hidden = true; }
    result.className = `qms-verdict qms-verdict-${name}`;
    result.replaceChildren(heading, ...lines.flat(Infinity).filter(Boolean),
      h("div", { class: "qms-row" }, button(t(item.kind === "account" ? "practice.write_on" : "practice.again"), again), reveal), shown);
    result.hidden = false;
    if (take) heading.focus();
  };
  const again = () => {
    Object.assign(state, { judged: false, sure: null, shown: false });
    made.unmark();
    made.lock(false);
    result.hidden = true;
    sure.hidden = false;
    (made.control.inputs()[0] || made.node).focus();
    keepDraft();
  };
  if (entry?.judged) {
    const score = scoreItem(item, made.read(), context.today());
    if (score.answered) {
      Object.assign(state, { judged: true, sure: entry.sure, shown: Boolean(entry.shown) });
      show(score, false);
    }
  }
  return { ...made, flush: soon.now };
};

/** A document: no confidence and no verdict, only its checks. */
const practiceDocument = (item, entry, context) => {
  const made = makeItem(item, entry?.value ?? null, {
    ...context,
    changed: (value, when) => {
      held = value;
      if (when === "now") { save.stop(); write(); } else save();
    },
  });
  let held = null;
  const write = () => {
    const { n, m } = made.control.passed;
    context.keep(held === null ? null
      : { hash: item.hash, value: held, judged: n === m, right: n === m, points: n, max: m, at: new Date().toISOString() });
  };
  const save = later(write, 500);
  return { ...made, flush: save.now };
};

/** Said when answers were brought in or removed, so that every block of the page shows what is there now. */
const PRACTICE_CHANGED = "qms-practice-changed";

/** A block of practice items. */
const renderPractice = (root, payload, host, { panel = true } = {}) => {
  const live = liveRegion();
  const bar = progressBar();
  const notice = h("p", { class: "qms-notice", hidden: true });
  const keeping = h("p", { class: "qms-small qms-keeping", role: "status" });
  const cards = h("div", { class: "qms-cards" });
  const items = payload.items;
  const ids = items.map((item) => item.id);
  let entries = {};
  let flushers = [];
  let refused = false;

  const paint = () => {
    const done = items.filter((item) => entries[item.id]?.judged).length;
    const right = items.filter((item) => entries[item.id]?.judged && entries[item.id].right).length;
    bar.show(done, items.length, t(items.length > 1 ? "progress.count" : done ? "progress.one_done" : "progress.one", { n: done, m: items.length, r: right }));
  };
  const keep = async (changes) => {
    for (const [id, entry] of Object.entries(changes)) {
      if (entry === null) delete entries[id];
      else entries[id] = entry;
    }
    paint();
    const kept = await host.keep(changes);
    refused = !kept.ok;
    const words = kept.ok ? t(host.live ? "practice.saved_work" : "practice.saved_browser", { time: clockTime(kept.at) }) : t("practice.not_kept", { why: kept.why });
    // The same words again are not spoken again.
    if (keeping.textContent !== words) keeping.textContent = words;
    keeping.classList.toggle("qms-error", !kept.ok);
  };
  const makeCard = (item, index) => {
    const context = {
      number: items.length > 1 ? String(index + 1) : null,
      announce: live.say, tool: host.tool, today: host.today,
      keep: (entry) => keep({ [item.id]: entry }),
    };
    const make = { form: practiceDocument, dialogue: practiceTalk }[item.kind] || practiceQuestion;
    let made;
    try {
      made = make(item, entries[item.id], context);
    } catch {
      // What a damaged file brought in must not take the question away.
      delete entries[item.id];
      made = make(item, null, context);
    }
    flushers[index] = made.flush;
    made.node.id = `practice-${item.id}`;
    return made.node;
  };
  /** Another tab kept something: show it here too, unless this page holds answers that could not be kept. */
  const catchUp = async () => {
    if (refused) return;
    const found = await host.all();
    items.forEach((item, index) => {
      const entry = isMapping(found[item.id]) ? found[item.id] : null;
      if (JSON.stringify(entry) === JSON.stringify(entries[item.id] ?? null) || (entry && entry.hash !== item.hash)) return;
      if (entry) entries[item.id] = entry;
      else delete entries[item.id];
      cards.children[index].replaceWith(makeCard(item, index));
    });
    paint();
  };
  const build = async () => {
    const found = await host.all();
    entries = {};
    const stale = {};
    let old = 0;
    for (const item of items) {
      const entry = found[item.id];
      if (!isMapping(entry)) continue;
      if (entry.hash === item.hash) entries[item.id] = entry;
      else if (item.kind === "form") {
        // What a learner wrote is theirs: a changed question does not take it away.
        entries[item.id] = { ...entry, hash: item.hash, judged: false };
        old += 1;
      } else {
        stale[item.id] = null;
        old += 1;
      }
    }
    if (Object.keys(stale).length) await host.keep(stale);
    notice.hidden = old === 0;
    notice.textContent = old ? t(old === 1 ? "practice.stale_one" : "practice.stale", { n: old }) : "";
    flushers = [];
    cards.replaceChildren(...items.map(makeCard));
    paint();
  };
  const flush = () => { for (const run of flushers) run(); };
  window.addEventListener("pagehide", flush);
  window.addEventListener(PRACTICE_CHANGED, build);
  const unwatch = host.watch(catchUp);
  root.classList.add("qms", "qms-practice");
  shieldKeys(root);
  const documents = items.every((item) => item.kind === "form");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", t(documents ? "practice.document_block" : "practice.block"));
  root.replaceChildren(
    h("div", { class: "qms-head" }, h("p", { class: "qms-kicker" }, t(documents ? "practice.document_block" : "practice.block")), bar.node),
    notice, cards, keeping, panel ? progressPanel(host, panel === true ? { ids } : panel) : "", live.node);
  const ready = build();
  return {
    ready,
    close: () => {
      flush();
      window.removeEventListener("pagehide", flush);
      window.removeEventListener(PRACTICE_CHANGED, build);
      unwatch();
      host.close();
    },
  };
};
