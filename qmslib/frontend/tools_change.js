// Tools that tell whether something has changed. The same results, to the letter, as
// qmslib/course/tools_change.py; held to tests/vectors/tools.

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

qtAddTools({ before_after: qtBeforeAfter, run_chart: qtRunChart });
