// Choose one or choose every one that fits: real radio buttons and checkboxes.

const choicesControl = (item, value, context) => {
  const many = item.kind === "choose_many";
  const name = newId("choice");
  const chosen = new Set(many ? (Array.isArray(value) ? value : []) : [value]);
  const rows = new Map();
  const list = h("div", { class: "qms-options" });
  for (const option of item.options) {
    const input = h("input", {
      type: many ? "checkbox" : "radio", name, id: newId("option"), value: option.id,
      on: { change: () => context.changed(read(), "now") },
    });
    input.checked = chosen.has(option.id);
    const row = h("div", { class: "qms-option" },
      h("label", { for: input.id }, input, h("span", {}, inlineText(option.text))));
    rows.set(option.id, { row, input });
    list.append(row);
  }
  const read = () => {
    const ids = [...rows].filter(([, entry]) => entry.input.checked).map(([id]) => id);
    return many ? ids : ids[0] ?? null;
  };
  return {
    instruction: t(many ? "kinds.choose_many" : "kinds.choose_one"),
    nodes: [list],
    read,
    inputs: () => [...rows.values()].map((entry) => entry.input),
    rowOf: (id) => rows.get(id),
  };
};

const describeChoices = (item, value) => {
  const ids = Array.isArray(value) ? value : [value];
  const chosen = item.options.filter((option) => ids.includes(option.id));
  return h("ul", {}, chosen.map((option) => h("li", {}, inlineText(option.text))));
};
