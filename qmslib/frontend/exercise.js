// An assessed exercise: its items without verdicts, progress, the declaration, and saving at every change.

const DECLARATION = "declaration";

const isDeclared = (declaration) =>
  isMapping(declaration) && declaration.own_work === true && !isBlank(declaration.help) && !isBlank(declaration.ai);

const declarationCard = (value, changed) => {
  const given = isMapping(value) ? value : {};
  const field = (name) => {
    const id = newId(name);
    const help = newId("help");
    const input = h("input", { type: "text", id, maxlength: 2000, autocomplete: "off", "aria-describedby": help,
      on: { input: () => changed(read(), "soon"), change: () => changed(read(), "now") } });
    input.value = typeof given[name] === "string" ? given[name] : "";
    return { input, node: h("div", { class: "qms-field qms-wide" }, h("label", { for: id }, t(`declaration.${name}`)),
      h("p", { class: "qms-small", id: help }, t(`declaration.${name}_help`)), input) };
  };
  const help = field("help");
  const ai = field("ai");
  const tick = h("input", { type: "checkbox", id: newId("own"), on: { change: () => changed(read(), "now") } });
  tick.checked = given.own_work === true;
  const read = () => ({ own_work: tick.checked, help: help.input.value, ai: ai.input.value });
  const foot = h("div", { class: "qms-foot" });
  const node = h("fieldset", { class: "qms-card", tabindex: "-1" }, h("legend", {}, h("h2", { class: "qms-title" }, t("declaration.title"))),
    h("div", { class: "qms-prompt" }, markup(t("declaration.intro"))),
    help.node, ai.node,
    h("div", { class: "qms-options" }, h("div", { class: "qms-option" }, h("label", { for: tick.id }, tick, h("span", {}, t("declaration.own_work"))))),
    foot);
  return { node, foot, read, focus: () => { help.input.focus(); node.scrollIntoView({ block: "start" }); } };
};

const describeDeclaration = (value) =>
  h("dl", { class: "qms-described" }, ["own_work", "help", "ai"].map((name) => h("div", {}, h("dt", {}, t(`declaration.${name}`)),
    h("dd", {}, name === "own_work" ? t(value?.own_work ? "declaration.yes" : "declaration.no") : value?.[name] || t("kinds.none")))));

/** Who works here: asked first where everybody gets data of their own. */
const renderWho = (root, model, met) => {
  const line = kernelLine(model);
  const field = (name, more) => {
    const id = newId(name);
    const help = newId("help");
    const input = h("input", { type: "text", id, autocomplete: "off", required: true, "aria-describedby": help, ...more });
    return { input, node: h("div", { class: "qms-field" }, h("label", { for: id }, t(`who.${name}`)),
      h("p", { class: "qms-small", id: help }, t(`who.${name}_help`)), input) };
  };
  const name = field("name", { maxlength: 100 });
  const number = field("number", { maxlength: 40 });
  const trouble = h("p", { class: "qms-error", role: "alert", hidden: true });
  const go = async () => {
    let reply;
    try {
      reply = await line.ask({ kind: "who", name: name.input.value, number: number.input.value });
    } catch (error) {
      reply = { kind: "failed", why: error.message };
    }
    if (reply.kind !== "failed") {
      line.close();
      met();
      return;
    }
    trouble.hidden = false;
    trouble.replaceChildren(icon("missed"), reply.why);
    name.input.focus();
  };
  const enter = (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } };
  shieldKeys(root);
  root.classList.add("qms", "qms-exercise");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", model.get("form").title);
  const notices = model.get("notices").map((text) => h("li", {}, text));
  root.replaceChildren(
    notices.length ? h("ul", { class: "qms-notice" }, notices) : "",
    h("fieldset", { class: "qms-card qms-who", on: { keydown: enter } }, h("legend", {}, h("h2", { class: "qms-title" }, t("who.title"))),
      h("div", { class: "qms-prompt" }, markup(t("who.intro"))), name.node, number.node, trouble,
      h("div", { class: "qms-row" }, button(t("who.go"), go))));
  return line.close;
};

/** The exercise in the notebook. Returns what to do when the output is taken away. */
const renderExercise = (root, model) => {
  if (!model.get("who")) return renderQuestions(root, model);
  let close = renderWho(root, model, () => {
    close = renderQuestions(root, model);
    root.querySelector(".qms-card").focus();
  });
  return () => close();
};

const renderQuestions = (root, model) => {
  const form = model.get("form");
  const saved = model.get("saved");
  const line = kernelLine(model);
  const live = liveRegion();
  const values = new Map(Object.entries(saved.answers).map(([id, answer]) => [id, answer.value]));
  values.set(DECLARATION, saved.declaration);
  const bases = Object.fromEntries(Object.entries(saved.answers).map(([id, answer]) => [id, answer.revision]));
  bases[DECLARATION] = saved.declaration?.at ?? null;
  const cards = new Map();
  const bar = saveBar(root, () => saver.send());
  const saver = makeSaver(line, model.get("owner"), bases, {
    saving: () => { if (!bar.bad) bar.calm(t("save.saving")); },
    saved: (at) => {
      if (bar.bad) live.say(t("save.again_saved"));
      bar.calm(t("save.saved", { time: clockTime(at) }));
    },
    trouble: (why, canRetry) => bar.alarm(why, canRetry),
    clash: (id, other) => showClash(id, other),
  });
  for (const [id, value] of saver.pending) values.set(id, value);

  const changed = (id) => (value, when) => {
    values.set(id, value);
    paint();
    saver.put(id, value, when);
  };
  const context = (item, index) => ({
    number: String(index + 1), heading: "h2", changed: changed(item.id), announce: live.say,
    tool: kernelTool(line), today: () => model.get("today") || localToday(),
  });
  const buildCard = (id) => {
    const index = form.items.findIndex((item) => item.id === id);
    const made = id === DECLARATION
      ? declarationCard(values.get(id), changed(id))
      : makeItem(form.items[index], values.get(id) ?? null, context(form.items[index], index));
    made.node.id = cards.get(id)?.node.id || newId("card");
    cards.get(id)?.node.replaceWith(made.node);
    cards.set(id, made);
    return made.node;
  };
  const showClash = (id, other) => {
    const item = form.items.find((one) => one.id === id);
    const words = (value) => (item ? describeAnswer(item, value) : describeDeclaration(value));
    const choose = (mine) => {
      saver.settle(id, other, mine ? values.get(id) : undefined);
      if (!mine) values.set(id, other.value);
      buildCard(id);
      paint();
      cards.get(id).focus();
    };
    cards.get(id).foot.replaceChildren(h("div", { class: "qms-clash", role: "alert" },
      h("p", {}, h("strong", {}, t("clash.title")), " ", t("clash.text", { time: clockTime(other.at) })),
      h("div", { class: "qms-two" },
        h("div", {}, h("h4", {}, t("clash.mine")), words(values.get(id)), button(t("clash.keep_mine"), () => choose(true))),
        h("div", {}, h("h4", {}, t("clash.other")), words(other.value), button(t("clash.keep_other"), () => choose(false))))));
  };

  // Progress
  const chips = h("ol", { class: "qms-chips" });
  const tally = h("p", { class: "qms-progress-words" });
  const missing = h("div", {});
  const link = (id, text, attributes = {}) => h("a", { href: `#${cards.get(id).node.id}`, ...attributes,
    on: { click: (event) => { event.preventDefault(); cards.get(id).focus(); } } }, text);
  const paint = () => {
    const done = form.items.filter((item) => isAnswered(item, values.get(item.id)));
    const declared = isDeclared(values.get(DECLARATION));
    tally.textContent = t("exercise.count", { n: done.length, m: form.items.length });
    bar.count(t("exercise.count", { n: done.length, m: form.items.length }));
    redraw(chips, form.items.map((item, index) => {
      const yes = done.includes(item);
      return h("li", {}, link(item.id, [String(index + 1), yes ? icon("right") : null],
        { class: yes ? "qms-chip qms-chip-done" : "qms-chip", title: item.title,
          "aria-label": `${index + 1}. ${item.title}: ${t(yes ? "exercise.answered" : "exercise.not_answered")}` }));
    }));
    const lacking = form.items.filter((item) => !done.includes(item))
      .map((item) => h("li", {}, link(item.id, `${form.items.indexOf(item) + 1}. ${item.title}`), " ", h("span", { class: "qms-small" }, lackText(item))));
    if (!declared) lacking.push(h("li", {}, link(DECLARATION, t("declaration.title"))));
    redraw(missing, lacking.length
      ? [h("p", {}, t("exercise.missing")), h("ul", {}, lacking)]
      : [h("p", { class: "qms-ready" }, icon("right"), t("exercise.ready"))]);
  };
  const lackText = (item) =>
    item.kind === "account" && !isBlank(values.get(item.id)) ? t("kinds.account_few", { n: countWords(values.get(item.id)), m: item.min_words }) : "";

  const list = h("div", { class: "qms-cards" }, form.items.map((item) => buildCard(item.id)));
  const declaration = h("div", { class: "qms-cards" }, buildCard(DECLARATION));
  shieldKeys(root);
  root.classList.add("qms", "qms-exercise");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", form.title);
  const notices = model.get("notices").map((text) => h("li", {}, text));
  const restored = saver.pending.size > 0;
  if (restored) notices.push(h("li", {}, t("save.restored")));
  root.replaceChildren(
    h("header", { class: "qms-head" },
      h("p", { class: "qms-kicker" }, t("exercise.kicker", { n: saved.attempt }))),
    notices.length ? h("ul", { class: "qms-notice" }, notices) : "",
    h("nav", { class: "qms-progress-nav", "aria-label": t("exercise.progress") }, tally, chips),
    list, declaration,
    h("section", { class: "qms-card qms-finish", "aria-label": t("exercise.finish") }, h("h2", { class: "qms-title" }, t("exercise.finish")), missing, h("p", {}, t("exercise.hand_in"))),
    live.node);
  paint();

  const flush = () => saver.send();
  window.addEventListener("pagehide", flush);
  bar.calm(saved.saved_at ? t("save.shown", { time: clockTime(saved.saved_at) }) : t("save.as_you_go"));
  if (restored) saver.send();
  else saver.ping().then((alive) => { if (!alive && !bar.bad) bar.alarm(t("save.lost")); });
  return () => {
    window.removeEventListener("pagehide", flush);
    flush();
    saver.close();
    bar.close();
    // Replies to the last message may still come; the line closes after them.
    setTimeout(line.close, 6000);
  };
};
