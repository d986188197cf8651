// A written account, with a count of its words.

const ACCOUNT_LIMIT = 6000;

const accountControl = (item, value, context) => {
  const id = newId("account");
  const count = h("p", { class: "qms-small", id: newId("count") });
  const area = h("textarea", {
    id, maxlength: ACCOUNT_LIMIT, rows: 8, "aria-describedby": count.id,
    on: {
      input: () => { tally(); context.changed(read(), "soon"); },
      change: () => context.changed(read(), "now"),
    },
  });
  area.value = typeof value === "string" ? value : "";
  const tally = () => {
    const words = countWords(area.value);
    const room = ACCOUNT_LIMIT - area.value.length;
    count.textContent = t(words < item.min_words ? "kinds.account_few" : "kinds.account_enough", { n: words, m: item.min_words })
      + (room < 500 ? ` ${t("kinds.account_room", { n: room })}` : "");
    count.classList.toggle("qms-enough", words >= item.min_words);
  };
  tally();
  const read = () => (area.value.trim() ? area.value : null);
  const row = h("div", { class: "qms-field qms-wide" }, h("label", { for: id }, t("kinds.account_label")), area, count);
  return {
    instruction: t("kinds.account", { m: item.min_words }),
    nodes: [row],
    read,
    inputs: () => [area],
    rowOf: () => ({ row, input: area }),
  };
};

const describeAccount = (item, value) => typedText(value);
