// One item on the page: its title, prompt, hint and the control of its kind, with places for what is said of it.

const CONTROLS = {
  choose_one: choicesControl,
  choose_many: choicesControl,
  order: orderControl,
  match: pairsControl,
  classify: pairsControl,
  number: numberControl,
  dialogue: dialogueControl,
  account: accountControl,
};
const DESCRIBERS = {
  choose_one: describeChoices,
  choose_many: describeChoices,
  order: describeOrder,
  match: describePairs,
  classify: describePairs,
  number: describeNumber,
  dialogue: describeDialogue,
  account: describeAccount,
  form: (item, value) => describeDocument(item, value),
};

/** An answer in words, for reading. */
const describeAnswer = (item, value) =>
  isBlank(value) ? h("p", {}, h("em", {}, t("kinds.none"))) : DESCRIBERS[item.kind](item, value);

const VERDICT_WORDS = { right: "verdict.part_right", wrong: "verdict.part_wrong", missed: "verdict.part_missed",
  unanswered: "verdict.part_unanswered" };
const VERDICT_ICONS = { right: "right", wrong: "wrong", missed: "missed", unanswered: "missed" };

const refuse = (event) => event.preventDefault();

/** Keep an answer as it is while its verdict stands; it can still be reached and read. */
const lockInput = (input, on) => {
  if (input.matches("select")) input.disabled = on;
  else if (input.matches('[type="radio"], [type="checkbox"]')) {
    input.setAttribute("aria-disabled", String(on));
    if (on) input.addEventListener("click", refuse);
    else input.removeEventListener("click", refuse);
  } else input.readOnly = on;
};

/**
 * Build one item.
 *
 * context: number ("3"), changed(value, "now" | "soon"), announce(text), tool(name, inputs), today().
 * Returns node, read, focus, lock, mark(score), unmark, problem(text), foot (a place for what follows).
 */
const makeItem = (item, value, context) => {
  const control = (item.kind === "form" ? documentControl : CONTROLS[item.kind])(item, value, context);
  const prompt = h("div", { class: "qms-prompt", id: newId("prompt") }, markup(item.prompt));
  const trouble = h("p", { class: "qms-error", id: newId("trouble"), hidden: true });
  const foot = h("div", { class: "qms-foot" });
  const node = h(
    "fieldset",
    { class: `qms-card qms-kind-${item.kind}`, "aria-describedby": prompt.id, tabindex: "-1" },
    h("legend", {}, h(context.heading || "h3", { class: "qms-title" }, context.number ? h("span", { class: "qms-badge" }, context.number) : null, " ", item.title)),
    prompt,
    materialsOf(item),
    item.hint ? h("details", { class: "qms-hint" }, h("summary", {}, t("item.hint")), markup(item.hint)) : null,
    control.instruction ? h("p", { class: "qms-instruction" }, control.instruction) : null,
    control.nodes,
    trouble,
    foot,
  );
  const first = () => (control.first ? control.first() : control.inputs()[0]);
  let notes = [];
  const unmark = () => {
    for (const undo of notes) undo();
    notes = [];
  };
  return {
    node,
    foot,
    control,
    read: control.read,
    focus: () => { (first() || node).focus(); node.scrollIntoView({ block: "start", behavior: "auto" }); },
    lock: (on) => {
      for (const input of control.inputs()) lockInput(input, on);
      if (control.lock) control.lock(on);
      node.classList.toggle("qms-locked", on);
    },
    unmark,
    mark: (score) => {
      unmark();
      for (const part of score.parts) {
        const place = control.rowOf(part.id);
        if (!place || !place.row) continue;
        const why = h("div", { class: `qms-why qms-${part.verdict}`, id: newId("why") },
          icon(VERDICT_ICONS[part.verdict]),
          h("p", {}, h("strong", {}, t(VERDICT_WORDS[part.verdict])), " ", inlineText(part.text)));
        place.row.append(why);
        place.row.classList.add(`qms-is-${part.verdict}`);
        const before = place.input.getAttribute("aria-describedby");
        place.input.setAttribute("aria-describedby", [before, why.id].filter(Boolean).join(" "));
        notes.push(() => {
          why.remove();
          place.row.classList.remove(`qms-is-${part.verdict}`);
          if (before) place.input.setAttribute("aria-describedby", before);
          else place.input.removeAttribute("aria-describedby");
        });
      }
    },
    problem: (text) => {
      trouble.hidden = !text;
      trouble.replaceChildren(...(text ? [icon("missed"), text] : []));
      const target = first();
      if (!target) return;
      // Beside what describes the field already, such as its count of words.
      const others = (target.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== trouble.id);
      const had = (target.getAttribute("aria-describedby") || "").includes(trouble.id);
      if (text) others.unshift(trouble.id);
      if (others.length) target.setAttribute("aria-describedby", others.join(" "));
      else target.removeAttribute("aria-describedby");
      if (text) {
        target.setAttribute("aria-invalid", "true");
        target.focus();
      } else if (had) target.removeAttribute("aria-invalid");
    },
  };
};
