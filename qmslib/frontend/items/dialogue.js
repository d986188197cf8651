// A talk that branches: what was said as a conversation, the replies as buttons, and a way back at every turn.

const talkTurn = (speaker, words, yours) =>
  h("div", { class: yours ? "qms-turn qms-turn-you" : speaker ? "qms-turn" : "qms-turn qms-turn-teller", tabindex: "-1" },
    h("p", { class: "qms-turn-who" }, yours ? t("talk.you") : speaker || t("talk.teller")),
    yours ? h("p", {}, inlineText(words)) : markup(words));

const dialogueControl = (item, value, context) => {
  const places = new Map(item.nodes.map((place) => [place.id, place]));
  const log = h("div", { class: "qms-talk", role: "log", "aria-live": "polite", "aria-label": t("talk.log") });
  const prompt = h("p", { class: "qms-talk-ask", id: newId("reply") });
  const replies = h("div", { class: "qms-replies", role: "group", "aria-labelledby": prompt.id });
  const back = button(t("talk.back"), () => go(path.slice(0, -1), t("talk.went_back")));
  const again = button(t("talk.again"), () => go([], t("talk.started_again")));
  const tools = h("div", { class: "qms-row qms-talk-tools" }, back, again);
  let path = [];
  let rows = new Map();

  const other = (place) => talkTurn(place.speaker, place.text, false);
  const here = () => (path.length ? places.get(replyOf(path.at(-1)).to) : places.get(item.start));
  const replyOf = (id) => item.nodes.flatMap((place) => place.choices).find((reply) => reply.id === id);
  const ask = () => {
    const place = here();
    prompt.textContent = t(place.end ? context.ended || "talk.ended" : "talk.reply");
    replies.hidden = place.end;
    replies.replaceChildren(...place.choices.map((reply) => button(inlineText(reply.text), () => say(reply), { class: "qms-reply" })));
    tools.hidden = !path.length;
  };
  const append = (reply) => {
    const mine = talkTurn("", reply.text, true);
    rows.set(path.length, mine);
    path = [...path, reply.id];
    log.append(mine, other(here()));
  };
  const rebuild = (ids) => {
    path = [];
    rows = new Map();
    log.replaceChildren(other(places.get(item.start)));
    for (const id of ids) {
      const reply = here().choices.find((one) => one.id === id);
      // What a changed or damaged file brought in stops where the talk does not know it.
      if (!reply) break;
      append(reply);
    }
    ask();
  };
  const look = () => {
    log.lastElementChild.focus();
    log.lastElementChild.scrollIntoView({ block: "nearest" });
  };
  const say = (reply) => {
    append(reply);
    ask();
    look();
    context.changed(read(), "now");
  };
  const go = (ids, words) => {
    // Nothing new was said: what stands there again is not read out as news.
    log.setAttribute("aria-live", "off");
    rebuild(ids);
    setTimeout(() => log.setAttribute("aria-live", "polite"), 100);
    context.announce(words);
    look();
    context.changed(read(), "now");
  };
  const read = () => (path.length ? path : null);
  rebuild(Array.isArray(value) ? value : []);
  return {
    instruction: t("talk.how"),
    nodes: [log, prompt, replies, tools],
    read,
    inputs: () => [],
    first: () => (replies.hidden ? log.lastElementChild : replies.firstElementChild),
    rowOf: () => null,
    /** Say under each reply why it was good or not, or take that away again. */
    explain: (on) => {
      for (const [turn, row] of rows) {
        row.querySelector(".qms-turn-why")?.remove();
        const reply = replyOf(path[turn]);
        if (on) row.append(h("p", { class: "qms-turn-why" }, h("strong", {}, t("talk.why")), " ", inlineText(reply.feedback)));
      }
    },
  };
};

/** The words of a talk, for reading. */
const describeDialogue = (item, value) => {
  const way = walkTalk(item, value);
  if (!way) return typedText(value);
  return h("div", { class: "qms-talk" },
    way.turns.flatMap(({ place, reply }) => [talkTurn(place.speaker, place.text, false), talkTurn("", reply.text, true)]),
    talkTurn(way.here.speaker, way.here.text, false),
    way.ended ? null : h("p", {}, h("em", {}, t("talk.open"))));
};

const TALK_WORDS = { right: "talk.shown", wrong: "talk.missed", missed: "talk.never" };

/** The observation sheet: each step, shown or not, and why. */
const observationSheet = (item, score) =>
  plainTable(t("talk.sheet"), [t("talk.step"), t("talk.result"), t("talk.reason")],
    score.parts.map((part) => [item.steps.find((step) => step.id === part.id).text, t(TALK_WORDS[part.verdict]), part.text]));

/** The shortest talk that shows every step and ends, as ids of replies. */
const fullTalk = (item) => {
  const bit = new Map(item.steps.map((step, number) => [step.id, 1 << number]));
  const all = (1 << item.steps.length) - 1;
  const waiting = [[item.start, 0, []]];
  const seen = new Set([`${item.start} 0`]);
  while (waiting.length) {
    const [id, shown, said] = waiting.shift();
    const place = item.nodes.find((one) => one.id === id);
    if (place.end && shown === all) return said;
    for (const reply of place.choices) {
      const then = (reply.shows || []).reduce((sum, step) => sum | bit.get(step), shown);
      if (seen.has(`${reply.to} ${then}`)) continue;
      seen.add(`${reply.to} ${then}`);
      waiting.push([reply.to, then, [...said, reply.id]]);
    }
  }
  return [];
};

/** A talk in practice: at its end the sheet, and what each reply did. There is no confidence to give. */
const practiceTalk = (item, entry, context) => {
  const state = { tries: entry?.tries || 0, shown: Boolean(entry?.shown) };
  const result = h("div", { class: "qms-verdict", hidden: true });
  const keep = (score) => context.keep({
    hash: item.hash, value: made.read(), judged: score.answered, shown: state.shown, tries: state.tries,
    ...(score.answered ? { right: score.right, points: score.points, max: score.max } : {}), at: new Date().toISOString(),
  });
  const show = (score) => {
    result.hidden = !score.answered;
    made.control.explain(score.answered);
    if (!score.answered) return;
    const name = verdictName(score);
    const model = h("div", { class: "qms-answer", hidden: true, tabindex: "-1" });
    const unfold = () => {
      model.replaceChildren(h("p", {}, h("strong", {}, t("talk.model"))), describeDialogue(item, fullTalk(item)));
      model.hidden = false;
      reveal.hidden = true;
    };
    const reveal = score.right ? null : button(t("talk.show_model"), () => {
      state.shown = true;
      unfold();
      model.focus();
      keep(score);
    });
    if (reveal && state.shown) unfold();
    result.className = `qms-verdict qms-verdict-${name}`;
    result.replaceChildren(
      h("p", { class: "qms-verdict-word" }, icon(name), h("strong", {}, t(score.right ? "talk.all_shown" : "talk.some_shown",
        { n: score.parts.filter((part) => part.verdict === "right").length, m: score.parts.length })),
        h("span", { class: "qms-points" }, t(score.max === 1 ? "verdict.points_of_one" : "verdict.points", { n: pointsText(score.points), m: pointsText(score.max) }))),
      observationSheet(item, score), reveal ? h("div", { class: "qms-row" }, reveal) : "", model);
  };
  const made = makeItem(item, entry?.value ?? null, {
    ...context,
    ended: "talk.ended_practice",
    changed: (value) => {
      const score = scoreItem(item, value, context.today());
      state.shown = false;
      if (score.answered) state.tries += 1;
      show(score);
      keep(score);
    },
  });
  made.foot.append(result);
  show(scoreItem(item, made.read(), context.today()));
  return { ...made, flush: () => {} };
};
