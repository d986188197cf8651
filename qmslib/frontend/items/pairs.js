// Match and classify: a native select on each row.

const pairsControl = (item, value, context) => {
  const matching = item.kind === "match";
  const answer = isMapping(value) ? value : {};
  const rows = new Map();
  const list = h("div", { class: "qms-pairs" });
  for (const stem of item.stems) {
    const id = newId("pair");
    const select = h("select", { id, on: { change: () => { warn(); context.changed(read(), "now"); } } },
      h("option", { value: "" }, t("kinds.choose")),
      item.options.map((option) => h("option", { value: option.id }, option.text)));
    const saved = Object.hasOwn(answer, stem.id) ? answer[stem.id] : "";
    select.value = item.options.some((option) => option.id === saved) ? saved : "";
    const twice = h("p", { class: "qms-small qms-warn", id: newId("twice"), hidden: true }, t("kinds.match_twice"));
    const row = h("div", { class: "qms-pair" },
      h("label", { for: id }, inlineText(stem.text)), h("div", { class: "qms-pair-choice" }, select, twice));
    rows.set(stem.id, { row, input: select, twice });
    list.append(row);
  }
  const read = () => {
    const made = {};
    for (const [id, entry] of rows) if (entry.input.value) made[id] = entry.input.value;
    return Object.keys(made).length ? made : null;
  };
  const warn = () => {
    if (!matching) return;
    const uses = {};
    for (const entry of rows.values()) uses[entry.input.value] = (uses[entry.input.value] || 0) + 1;
    for (const entry of rows.values()) {
      const double = Boolean(entry.input.value) && uses[entry.input.value] > 1;
      entry.twice.hidden = !double;
      if (double) entry.input.setAttribute("aria-describedby", entry.twice.id);
      else entry.input.removeAttribute("aria-describedby");
    }
  };
  warn();
  return {
    instruction: t(matching ? "kinds.match" : "kinds.classify"),
    nodes: [list],
    read,
    inputs: () => [...rows.values()].map((entry) => entry.input),
    rowOf: (id) => rows.get(id),
  };
};

const describePairs = (item, value) => {
  const texts = new Map(item.options.map((option) => [option.id, option.text]));
  return h("dl", { class: "qms-described" }, item.stems.map((stem) => {
    const chosen = isMapping(value) && Object.hasOwn(value, stem.id) ? texts.get(value[stem.id]) : undefined;
    return h("div", {}, h("dt", {}, inlineText(stem.text)), h("dd", {}, chosen ? inlineText(chosen) : t("kinds.none")));
  }));
};
