// A number, typed as people type it.

const numberControl = (item, value, context) => {
  const id = newId("number");
  const unread = h("p", { class: "qms-small qms-error", id: newId("unread"), hidden: true }, t("kinds.number_unread"));
  const input = h("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 60, id,
    on: {
      input: () => { context.changed(read(), "soon"); if (!unread.hidden) check(); },
      change: () => { check(); context.changed(read(), "now"); },
    },
  });
  input.value = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const check = () => {
    const bad = input.value.trim() !== "" && qtNumber(input.value) === null;
    unread.hidden = !bad;
    if (bad) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", unread.id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  };
  const read = () => (input.value.trim() ? input.value : null);
  const row = h("div", { class: "qms-field" },
    h("label", { for: id }, t(item.unit ? "kinds.number_label" : "kinds.number_bare", { unit: item.unit })), input, unread);
  return {
    instruction: t("kinds.number"),
    nodes: [row],
    read,
    inputs: () => [input],
    rowOf: () => ({ row, input }),
  };
};

const describeNumber = (item, value) => typedText(`${value} ${item.unit || ""}`.trim());
