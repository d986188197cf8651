// Tools about counts, shares and series. The same results, to the letter, as qmslib/course/tools_figures.py; held to
// tests/vectors/tools.

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

// Before and after ------------------------------------------------------------------------------------------------
/** A size for reading, with as many places as it deserves. */
const qtFigure = (value) => {
  const size = Math.abs(value);
  return qtSayNumber(size, size >= 20 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 4);
};
const QT_COMPARE = "improvement.compare";
const qtDirected = (value) => {
  if (qtFigure(value) === "0") return "0";
  return `${qtFigure(value)} ${qtSay(QT_COMPARE, value < 0 ? "fewer" : "more")}`;
};
/** The change as a person in the service would say it. */
const qtEffect = (change, settings) => {
  const biggest = Math.max(Math.abs(change.value), Math.abs(change.low), Math.abs(change.high));
  const base = biggest >= 0.01 || !biggest ? 100 : 1000;
  const [size, low, high] = [change.value, change.low, change.high].map((end) => end * base);
  let range;
  if (low < 0 && high > 0) range = qtSay(QT_COMPARE, "range_cross", { low: qtDirected(low), high: qtDirected(high) });
  else {
    const [near, far] = [low, high].sort((a, b) => Math.abs(a) - Math.abs(b));
    range = qtSay(QT_COMPARE, "range_same", { low: qtFigure(near), high: qtDirected(far) });
  }
  const volume = qtNumber(settings.volume);
  const month = volume === null ? 0 : change.value * volume;
  return qtSay(QT_COMPARE, "effect_proportion", {
    amount: qtFigure(size) === "0" ? qtSay(QT_COMPARE, "no_proportion") : qtDirected(size),
    item: qtTidy(settings.item) || "cases",
    event: qtTidy(settings.event) || "good",
    base: qtSayNumber(base),
    range,
    volume: volume === null ? "" : qtSay(QT_COMPARE, "volume_cases", {
      n: qtSayNumber(Math.abs(month), 0), word: qtSay(QT_COMPARE, month < 0 ? "fewer" : "more"),
    }),
  });
};
const qtBeforeAfter = (value, settings) => {
  const fields = qtFields(value);
  const names = ["before_cases", "before_good", "after_cases", "after_good"];
  if (!names.some((name) => qtTidy(fields[name]))) return qtBlankResult("before_after");
  const reader = qtReader();
  const notes = reader.notes;
  const counts = names.map((name) => reader.whole(fields, name));
  for (const [at, name] of names.entries()) {
    if (counts[at] === null || (name.endsWith("cases") && counts[at] === 0)) {
      return qtResult(qtSay("tools", "wait", { missing: qtSay("tools", `need_${name}`) }), notes);
    }
  }
  const [n0, x0, n1, x1] = counts;
  for (const [field, cases, good] of [["before_good", n0, x0], ["after_good", n1, x1]]) {
    if (good > cases) {
      reader.note("bad", "good_more", null, field);
      return qtResult(notes[notes.length - 1].text, notes);
    }
  }
  const [one, two] = [[x0, n0], [x1, n1]].map(([good, cases]) => {
    const [low, high] = qtWilson(good, cases);
    return { good, cases, value: good / cases, low, high };
  });
  const gap = two.value - one.value;
  const change = {
    value: gap,
    low: Math.max(-1, gap - Math.hypot(two.value - two.low, one.high - one.value)),
    high: Math.min(1, gap + Math.hypot(two.high - two.value, one.value - one.low)),
  };
  const asked = qtNumber(settings.worthwhile);
  const least = asked === null ? one.value / 10 : asked / 100;
  const worthwhile = `${qtFigure(least * 100)} in 100`;
  let verdict = "too early";
  let reason = "reason_wide";
  if (change.high < 0) [verdict, reason] = ["redo", "reason_worse"];
  else if (change.low > 0 && (change.high >= least || asked === null)) [verdict, reason] = ["keep", "reason_better"];
  else if (change.high < least) [verdict, reason] = ["redo", "reason_slight"];
  const add = (level, key, slots) => notes.push(qtNote(level, QT_COMPARE, key, null, null, slots));
  add("warn", "drift_unknown", { phase: "earlier" });
  if (Math.min(n0, n1) < 20) add("warn", "small", { before: qtSayNumber(n0), after: qtSayNumber(n1) });
  if (one.value === 1) add("info", "ceiling");
  add("info", "cautions");
  add("info", reason, { worthwhile });
  const key = { keep: "keep", redo: "redo", "too early": "early" }[verdict];
  const sentence = qtSay(QT_COMPARE, key, { effect: qtEffect(change, settings) });
  const percent = (one) => [one.value, one.low, one.high].map((end) => qtRound(100 * end, 1));
  const rows = [["before", one], ["after", two]].map(([name, group]) => [
    qtSay("before_after", name), group.cases, group.good, ...percent(group),
  ]);
  const points = percent(change);
  const parts = rows.map((row) =>
    qtSay("before_after", "alt_row", {
      name: row[0], share: qtSayNumber(row[3], 1), low: qtSayNumber(row[4], 1), high: qtSayNumber(row[5], 1),
    }),
  );
  return qtResult(sentence, notes, {
    table: qtTable("before_after", "when cases good share low high", [...rows, [qtSay("before_after", "change"), "", "", ...points]]),
    chart: {
      type: "intervals",
      title: sentence.split(" (")[0].split(";")[0].replace(/\.+$/, ""),
      alt: qtSay("before_after", "alt", { parts: parts.join("; ") }),
      x: rows.map((row) => row[0]),
      y: rows.map((row) => row[3]),
      low: rows.map((row) => row[4]),
      high: rows.map((row) => row[5]),
      unit: "%",
    },
    values: { before: rows[0][3], after: rows[1][3], change: points[0], low: points[1], high: points[2], verdict },
  });
};

// Run chart -------------------------------------------------------------------------------------------------------
/** The fewest crossings that chance explains: the 5 % quantile of a binomial, in whole numbers so that none is lost. */
const qtCrossingsLimit = (n) => {
  const trials = BigInt(n - 1);
  const needed = 2n ** trials;
  let ways = 1n;
  let reached = 0n;
  for (let k = 0n; k <= trials; k += 1n) {
    reached += ways;
    if (20n * reached >= needed) return Number(k);
    ways = (ways * (trials - k)) / (k + 1n);
  }
  return n - 1;
};
const qtRunChart = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("run_chart");
  const reader = qtReader();
  const notes = reader.notes;
  const points = [];
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    points.push({ label: qtTidy(row.label) || String(index + 1), figure: reader.signed(row, "value", index) });
  });
  const known = points.filter((one) => one.figure !== null).map((one) => one.figure);
  if (!known.length) return qtResult(qtSay("run_chart", "sentence_wait"), notes);
  const topic = "improvement.runs";
  const centre = qtMedian(known);
  for (const one of points) {
    const gap = one.figure === null ? 0 : one.figure - centre;
    one.side = Math.abs(gap) <= 1e-10 * Math.max(Math.abs(one.figure), Math.abs(centre)) ? 0 : Math.sign(gap);
  }
  const runs = [];
  points.forEach((one, place) => {
    if (!one.side) return;
    const last = runs[runs.length - 1];
    if (last && last.side === one.side) last.places.push(place);
    else runs.push({ side: one.side, places: [place] });
  });
  const useful = runs.reduce((sum, run) => sum + run.places.length, 0);
  const add = (level, key, slots) => notes.push(qtNote(level, topic, key, null, null, slots));
  if (points.length > known.length) add("info", "missing", { n: points.length - known.length });
  if (known.length < 10) add("warn", "few", { n: known.length });
  let longest = null;
  let most = null;
  let crossings = null;
  let fewest = null;
  let signal = false;
  let sentence = qtSay(topic, "flat");
  if (useful) {
    longest = runs.reduce((size, run) => Math.max(size, run.places.length), 0);
    most = Math.round(Math.log2(useful)) + 3;
    crossings = runs.length - 1;
    fewest = qtCrossingsLimit(useful);
    signal = longest > most || crossings < fewest;
    sentence = qtSay(topic, signal ? "signal" : "none", { run: longest, most, crossings, fewest, line: qtSayNumber(centre) });
  }
  const up = qtFold(settings.better) !== "down";
  const long = runs.filter((run) => most !== null && run.places.length > most);
  for (const run of long) {
    const above = run.side > 0;
    const key = run === runs[0] ? "level" : above === up ? "better" : "worse";
    notes.push(
      qtNote({ level: "info", better: "good", worse: "warn" }[key], "run_chart", key, null, null, {
        n: run.places.length,
        first: points[run.places[0]].label,
        last: points[run.places[run.places.length - 1]].label,
        side: qtSay("run_chart", above ? "above" : "below"),
      }),
    );
  }
  const signals = long.flatMap((run) => run.places);
  const target = qtNumber(settings.target);
  let reached = null;
  const marks = [{ at: qtRound(centre, 2), label: qtSay("run_chart", "median", { value: qtSayNumber(centre) }) }];
  if (target !== null) {
    reached = known.filter((figure) => (up ? figure >= target : figure <= target)).length;
    marks.push({ at: qtRound(target, 2), label: qtSay("run_chart", "target", { value: qtSayNumber(target) }) });
    notes.push(qtNote("info", "run_chart", "reached", null, null, { n: reached, of: known.length, target: qtSayNumber(target) }));
  }
  const parts = points.map((one) => `${one.label} ${one.figure === null ? qtSay("run_chart", "gap") : qtSayNumber(one.figure)}`);
  const side = (one) => qtSay("run_chart", one.side > 0 ? "above" : one.side < 0 ? "below" : "on");
  return qtResult(sentence, notes, {
    table: qtTable(
      "run_chart",
      "label value side signal",
      points.map((one, place) => [
        one.label,
        one.figure === null ? "" : qtRound(one.figure, 2),
        one.figure === null ? "" : side(one),
        signals.includes(place) ? qtSay("run_chart", "yes") : "",
      ]),
    ),
    chart: {
      type: "line",
      title: qtSay("run_chart", signal ? "title_signal" : "title_none"),
      alt: qtSay("run_chart", "alt", { median: qtSayNumber(centre), parts: parts.join(", ") }),
      x: points.map((one) => one.label),
      y: points.map((one) => (one.figure === null ? null : qtRound(one.figure, 2))),
      unit: qtSay("run_chart", "unit"),
      marks,
      signals,
    },
    values: {
      n: known.length,
      median: qtRound(centre, 2),
      longest_run: longest,
      longest_run_limit: most,
      crossings,
      crossings_limit: fewest,
      signal,
      on_target: reached,
    },
  });
};

qtAddTools({ pareto: qtPareto, proportion: qtProportion, before_after: qtBeforeAfter, run_chart: qtRunChart });
