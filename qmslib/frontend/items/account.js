// A written account, with a count of its words.

const ACCOUNT_LIMIT = 6000;

const OWN_SIGN = /(?<![\p{L}\p{N}])(?:i|we|us|my|our|ours|mine)(?![\p{L}\p{N}])/iu;
const CASE_SIGN = new RegExp("[0-9]|(?<![\\p{L}\\p{N}])(?:for example|for instance|e\\.g\\.|last (?:week|month|year|spring|summer|autumn|winter)|"
  + "yesterday|january|february|march|april|june|july|august|september|october|november|december|"
  + "monday|tuesday|wednesday|thursday|friday|saturday|sunday|when (?:i|we|my|our))(?![\\p{L}\\p{N}])", "iu");

/** Whether an account seems to tell of the writer's own work. The same rule as `own_example` in Python; it only advises. */
const ownExample = (text) => OWN_SIGN.test(text) && CASE_SIGN.test(text);

const accountControl = (item, value, context) => {
  const id = newId("account");
  const count = h("p", { class: "qms-small", id: newId("count") });
  const own = h("p", { class: "qms-small", id: newId("own"), hidden: true }, t("kinds.account_own"));
  const area = h("textarea", {
    id, maxlength: ACCOUNT_LIMIT, rows: 8, "aria-describedby": `${count.id} ${own.id}`,
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
    own.hidden = words < item.min_words || ownExample(area.value);
  };
  tally();
  const read = () => (area.value.trim() ? area.value : null);
  const row = h("div", { class: "qms-field qms-wide" }, h("label", { for: id }, t("kinds.account_label")), area, count, own);
  return {
    instruction: t("kinds.account", { m: item.min_words }),
    nodes: [row],
    read,
    inputs: () => [area],
    rowOf: () => ({ row, input: area }),
  };
};

const describeAccount = (item, value) => typedText(value);
