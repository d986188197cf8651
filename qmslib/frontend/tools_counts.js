// Tools about counts and shares. The same results, to the letter, as
// qmslib/course/tools_counts.py; held to tests/vectors/tools.

// Pareto ----------------------------------------------------------------------------------------------------------
/** The complement of the error function, for numbers of 0 or more, by the series of the function itself. */
const qtErfc = (x) => {
  if (x > 6) return 0;
  let term = (2 / Math.sqrt(Math.PI)) * x * Math.exp(-x * x);
  let sum = term;
  for (let n = 1; term > 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return 1 - sum;
};
/** The chance of a chi-squared at least so large: a finite sum, as its degrees of freedom are whole. */
const qtChiSquaredTail = (x, freedom) => {
  const half = x / 2;
  let term = freedom % 2 ? Math.exp(-half) * 2 * Math.sqrt(half / Math.PI) : Math.exp(-half);
  let chance = freedom % 2 ? qtErfc(Math.sqrt(half)) : 0;
  for (let step = freedom % 2 ? 1.5 : 1; step <= freedom / 2; step += 1) {
    chance += term;
    term *= half / step;
  }
  return chance;
};
/** Whether equal shares would give such counts by chance; only asked of whole numbers large enough to tell. */
const qtMayBeEqual = (sizes) => {
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  if (sizes.length < 2 || sizes.some((size) => size !== Math.round(size)) || mean < 5) return false;
  const squared = sizes.reduce((sum, size) => sum + (size - mean) ** 2 / mean, 0);
  return qtChiSquaredTail(squared, sizes.length - 1) > 0.05;
};
const qtPareto = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("pareto");
  const reader = qtReader();
  const notes = reader.notes;
  const topic = "complaints.vital_few";
  const kinds = new Map();
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const kind = qtTidy(row.kind);
    const count = reader.number(row, "count", false, index);
    if (!qtTidy(row.count)) reader.note("bad", "no_count", index, "count");
    if (count === null) return;
    const key = qtBare(kind);
    if (key && kinds.has(key)) reader.note("info", "kind_twice", index, "kind");
    const there = kinds.get(key) || { name: key ? kind : "", n: 0 };
    there.n += count;
    kinds.set(key, there);
  });
  if (!kinds.size) return qtResult(qtSay("pareto", "sentence_wait"), notes);
  const asked = qtSetting(settings, "cut", 80);
  const cut = asked > 0 && asked < 100 ? asked : 80;
  const list = [...kinds.values()].filter((one) => one.name).map((one) => ({ ...one, last: one.name.toLowerCase() === "other" ? 1 : 0 }));
  const categories = list.length;
  list.sort((a, b) => a.last - b.last || b.n - a.n || qtOrder(a.name, b.name));
  const blank = kinds.has("") ? kinds.get("").n : 0;
  if (blank) list.push({ name: qtSay(topic, "blank"), n: blank, last: 2 });
  const total = list.reduce((sum, one) => sum + one.n, 0);
  if (!total) {
    const values = { n: 0, kinds: categories, vital_few: [], share: null, flat: false, largest: null };
    return qtResult(qtSay(topic, "nothing"), notes, { values });
  }
  let running = 0;
  for (const one of list) {
    running += one.n;
    one.cumulative = (running / total) * 100;
  }
  const plain = list.filter((one) => !one.last);
  const edge = plain.find((one) => one.cumulative >= cut - 1e-9);
  for (const one of list) one.vital = !one.last && (!edge || (one.n >= edge.n && one.n > 0));
  const few = list.filter((one) => one.vital);
  const real = plain.filter((one) => one.n > 0).length;
  const share = (few.reduce((sum, one) => sum + one.n, 0) / total) * 100;
  const flat = !edge || few.length * 100 >= cut * real || qtMayBeEqual(plain.map((one) => one.n));
  const add = (level, key, slots) => notes.push(qtNote(level, topic, key, null, null, slots));
  const sizes = [...kinds.values()].map((one) => one.n);
  const ones = sizes.every((size) => size === 1);
  if (flat) add("warn", "flat", { cut: qtSayNumber(cut, 1) });
  if (ones && sizes.length < 30) add("warn", "small", { n: sizes.length });
  if (blank) add("warn", "unrecorded", { n: qtSayNumber(blank, 1) });
  const other = list.find((one) => one.last === 1);
  if (other && plain.length && other.n > Math.max(...plain.map((one) => one.n))) add("warn", "big_other");
  if (!ones && total < 30) add("warn", "small", { n: qtSayNumber(total, 1) });
  const sentence = qtSay(topic, flat ? "flat_said" : "sentence", {
    n: few.length,
    categories: real,
    names: qtJoin(few.map((one) => one.name)),
    share: qtSayNumber(share, 1),
    what: qtSay(topic, "cases", { total: qtSayNumber(total, 1) }),
  });
  const bars = list.map((one) => qtSay(topic, "bar", { name: one.name, n: qtSayNumber(one.n, 1), total: qtSayNumber(one.cumulative, 1) }));
  return qtResult(sentence, notes, {
    table: qtTable(
      "pareto",
      "kind count percent cumulative vital",
      list.map((one) => [
        one.name, qtRound(one.n, 2), qtRound((one.n / total) * 100, 1), qtRound(one.cumulative, 1),
        one.vital && !flat ? qtSay("pareto", "yes") : "",
      ]),
    ),
    chart: {
      type: "pareto",
      title: sentence,
      alt: qtSay(topic, "alt", { bars: bars.join("; ") }),
      x: list.map((one) => one.name),
      y: list.map((one) => qtRound(one.n, 2)),
      cumulative: list.map((one) => qtRound(one.cumulative, 1)),
      vital: list.map((one) => one.vital && !flat),
      unit: qtSay("pareto", "column_count"),
    },
    values: {
      n: qtRound(total, 2),
      kinds: categories,
      vital_few: few.map((one) => one.name),
      share: few.length ? qtRound(share, 1) : null,
      flat,
      largest: list[0].name,
    },
  });
};

// Proportion ------------------------------------------------------------------------------------------------------
const qtProportion = (value) => {
  const fields = qtFields(value);
  if (!["asked", "answered", "yes"].some((name) => qtTidy(fields[name]))) return qtBlankResult("proportion");
  const reader = qtReader();
  const notes = reader.notes;
  let asked = reader.whole(fields, "asked");
  const answered = reader.whole(fields, "answered");
  const yes = reader.whole(fields, "yes");
  if (!answered || yes === null) {
    return qtResult(qtSay("tools", "wait", { missing: qtSay("tools", answered ? "need_yes" : "need_answered") }), notes);
  }
  if (yes > answered) {
    reader.note("bad", "yes_more", null, "yes");
    return qtResult(notes[notes.length - 1].text, notes);
  }
  if (asked !== null && answered > asked) {
    reader.note("bad", "answered_more", null, "answered");
    asked = null;
  }
  let rate = null;
  if (asked) {
    const topic = "feedback.response";
    rate = answered / asked;
    notes.push(
      qtNote("info", topic, "sentence", null, null, {
        rate: qtSayNumber(rate * 100, 1),
        definition: "RR1",
        meaning: qtSay(topic, "RR1"),
        counted: qtSayNumber(answered),
        out_of: qtSayNumber(asked, 1),
      }),
    );
    if (rate < 0.5) notes.push(qtNote("warn", topic, "low"));
  }
  if (answered < 30) notes.push(qtNote("warn", "proportion", "few", null, null, { n: answered }));
  const [share, low, high] = [yes / answered, ...qtWilson(yes, answered)].map((end) => qtRound(100 * end, 1));
  const slots = { yes, n: answered, share: qtSayNumber(share, 1), low: qtSayNumber(low, 1), high: qtSayNumber(high, 1) };
  return qtResult(qtSay("proportion", "sentence", slots), notes, {
    chart: {
      type: "intervals",
      title: qtSay("proportion", "title", slots),
      alt: qtSay("proportion", "alt", slots),
      x: [qtSay("proportion", "row")],
      y: [share],
      low: [low],
      high: [high],
      unit: "%",
    },
    values: { asked, answered, response_rate: rate === null ? null : qtRound(100 * rate, 1), share, low, high },
  });
};

qtAddTools({ pareto: qtPareto, proportion: qtProportion });
