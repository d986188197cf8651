// Put steps in order with an up and a down button on each row. No dragging is needed, and focus stays on the button.

const orderControl = (item, value, context) => {
  const ids = item.steps.map((step) => step.id);
  const complete = (order) => Array.isArray(order) && order.length === ids.length && ids.every((id) => order.includes(id));
  let touched = complete(value);
  let locked = false;
  const steps = new Map(item.steps.map((step) => [step.id, step]));
  const list = h("ol", { class: "qms-order" });
  const rows = new Map();
  const note = h("p", { class: "qms-small", id: newId("order") });
  const keep = button(t("kinds.order_keep"), () => {
    if (keep.getAttribute("aria-disabled") === "true") return;
    settle();
    context.announce(t("kinds.order_kept"));
  }, { class: "qms-order-keep" });

  const current = () => [...list.children].map((row) => row.dataset.step);
  const settle = () => {
    touched = true;
    paint();
    context.changed(read(), "now");
  };
  const move = (id, by) => {
    const { row } = rows.get(id);
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other || locked) return;
    // The neighbour moves, not the row: so the pressed button keeps its focus.
    if (by < 0) row.after(other); else row.before(other);
    settle();
    context.announce(t("kinds.order_moved", { item: steps.get(id).text, n: current().indexOf(id) + 1, m: ids.length }));
  };
  const paint = () => {
    current().forEach((id, index) => {
      const entry = rows.get(id);
      entry.number.textContent = `${index + 1}`;
      entry.up.setAttribute("aria-disabled", String(locked || index === 0));
      entry.down.setAttribute("aria-disabled", String(locked || index === ids.length - 1));
      const place = { item: steps.get(id).text, n: index + 1, m: ids.length };
      entry.up.setAttribute("aria-label", t("kinds.order_up", place));
      entry.down.setAttribute("aria-label", t("kinds.order_down", place));
    });
    keep.setAttribute("aria-disabled", String(touched || locked));
    note.textContent = t(touched ? "kinds.order_kept" : "kinds.order_untouched");
  };
  for (const id of touched ? value : ids) {
    const number = h("span", { class: "qms-number", "aria-hidden": "true" });
    const up = iconButton("up", t("kinds.up"), () => move(id, -1));
    const down = iconButton("down", t("kinds.down"), () => move(id, 1));
    const row = h("li", { "data-step": id },
      h("div", { class: "qms-order-row" }, number, h("span", { class: "qms-grow" }, inlineText(steps.get(id).text)),
        h("span", { class: "qms-order-buttons" }, up, down)));
    rows.set(id, { row, number, up, down, input: up });
    list.append(row);
  }
  paint();
  const read = () => (touched ? current() : null);
  return {
    instruction: t("kinds.order"),
    nodes: [list, h("div", { class: "qms-row" }, keep, note)],
    read,
    inputs: () => [],
    first: () => rows.get(current()[0]).down,
    lock: (on) => { locked = on; paint(); },
    rowOf: (id) => rows.get(id),
  };
};

const describeOrder = (item, value) => {
  const texts = new Map(item.steps.map((step) => [step.id, step.text]));
  return h("ol", {}, (Array.isArray(value) ? value : []).filter((id) => texts.has(id))
    .map((id) => h("li", {}, inlineText(texts.get(id)))));
};
