// Tools about complaints and problems. The same results, to the letter, as qmslib/course/tools_complaints.py; held to
// tests/vectors/tools.

// Priority --------------------------------------------------------------------------------------------------------
const QT_AGE_STEPS = [5, 10, 20, 40];
const QT_BANDS = [40, 15];
const qtPriority = (value) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("priority");
  const reader = qtReader();
  const cases = [];
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const impact = reader.between(row, "impact", 1, 5, index);
    const frequency = reader.between(row, "frequency", 1, 5, index);
    const age = reader.number(row, "age_days", false, index);
    const name = qtTidy(row.problem);
    if (!qtFilled(name)) reader.note("bad", "no_problem", index, "problem");
    for (const field of ["impact", "frequency", "age_days"]) {
      if (!qtTidy(row[field])) reader.note("bad", `no_${field}`, index, field);
    }
    if (!qtFilled(name) || impact === null || frequency === null || age === null) return;
    const step = 1 + QT_AGE_STEPS.filter((from) => age >= from).length;
    const score = impact * frequency * step;
    cases.push({ name, impact, frequency, age, step, score, band: score >= QT_BANDS[0] ? "now" : score >= QT_BANDS[1] ? "soon" : "in_turn" });
  });
  cases.sort((a, b) => b.score - a.score || b.age - a.age);
  const count = (band) => cases.filter((one) => one.band === band).length;
  const counts = { now: count("now"), soon: count("soon"), in_turn: count("in_turn") };
  const first = cases[0];
  const sentence = first
    ? qtSay("priority", "sentence", { first: first.name, score: qtSayNumber(first.score), n: cases.length, now: counts.now })
    : qtSay("priority", "sentence_wait");
  if (first) reader.notes.push(qtNote("info", "priority", "first"));
  return qtResult(sentence, reader.notes, {
    table: qtTable(
      "priority",
      "problem impact frequency age step score band",
      cases.map((one) => [
        one.name,
        ...["impact", "frequency", "age", "step", "score"].map((name) => qtRound(one[name], 2)),
        qtSay("priority", one.band),
      ]),
    ),
    chart: first
      ? {
          type: "bars",
          title: sentence,
          alt: qtSay("priority", "alt", { parts: cases.map((one) => `${one.name} ${qtSayNumber(one.score)}`).join(", ") }),
          x: cases.map((one) => one.name),
          y: cases.map((one) => qtRound(one.score, 2)),
          unit: qtSay("priority", "unit"),
          marks: [
            { at: QT_BANDS[0], label: qtSay("priority", "now") },
            { at: QT_BANDS[1], label: qtSay("priority", "soon") },
          ],
        }
      : null,
    values: {
      rows: cases.length,
      ranked: cases.map((one) => one.name),
      first: first ? first.name : null,
      score: first ? qtRound(first.score, 2) : null,
      ...counts,
    },
  });
};

// Options ---------------------------------------------------------------------------------------------------------
const qtOptions = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("options");
  const reader = qtReader();
  const notes = reader.notes;
  const limits = new Map();
  for (const [role, text] of Object.entries(settings.limits || {})) {
    const amount = qtNumber(text);
    if (amount !== null) limits.set(qtFold(role), amount);
  }
  const given = new Map();
  let noApprover = 0;
  let above = 0;
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const name = qtTidy(row.option);
    const said = qtFold(row.fair);
    const fairly = said === "yes" || said === "no";
    const cost = reader.number(row, "cost", false, index);
    const days = reader.number(row, "days", false, index);
    const missing = { option: !qtFilled(name), cost: !qtTidy(row.cost), days: !qtTidy(row.days), fair: !fairly };
    for (const field of Object.keys(missing)) if (missing[field]) reader.note("bad", `no_${field}`, index, field);
    const approver = qtTidy(row.approver);
    const limit = limits.get(qtFold(approver));
    if (!qtFilled(approver)) {
      noApprover += 1;
      reader.note("bad", "no_approver", index, "approver");
    } else if (cost !== null && limit !== undefined && cost > limit) {
      above += 1;
      reader.note("bad", "above_limit", index, "approver", { role: approver, limit: qtSayMoney(limit) });
    }
    if (given.has(qtBare(name))) reader.note("bad", "option_twice", index, "option");
    else if (qtFilled(name) && cost !== null && days !== null && fairly) {
      if (said === "no") reader.note("warn", "unfair", index, "fair");
      given.set(qtBare(name), { name, cost, days, fair: said === "yes", approver });
    }
  });
  const list = [...given.values()];
  if (!list.length) return qtResult(qtSay("options", "sentence_wait"), notes);
  const beats = (one, other) =>
    one.cost <= other.cost && one.days <= other.days && one.fair >= other.fair &&
    (one.cost !== other.cost || one.days !== other.days || one.fair !== other.fair);
  if (list.length === 1) notes.push(qtNote("warn", "complaints.options", "one"));
  const beaten = list.map((one) => list.find((other) => beats(other, one)) || null);
  list.forEach((one, place) => {
    if (beaten[place]) notes.push(qtNote("info", "complaints.options", "dominated", null, null, { option: one.name, other: beaten[place].name }));
  });
  const best = (field) => {
    const least = list.reduce((low, one) => Math.min(low, one[field]), Infinity);
    return list.filter((one) => one[field] === least).map((one) => one.name);
  };
  const cheapest = best("cost");
  const quickest = best("days");
  const worth = list.filter((one, place) => !beaten[place]).map((one) => one.name);
  const slots = { n: list.length, cheapest: qtJoin(cheapest), quickest: qtJoin(quickest), offer: qtJoin(worth) };
  return qtResult(qtSay("options", "sentence", slots), notes, {
    table: qtTable(
      "options",
      "option cost days fair approver beaten",
      list.map((one, place) => [
        one.name,
        qtSayMoney(one.cost),
        qtRound(one.days, 2),
        qtSay("options", one.fair ? "yes" : "no"),
        one.approver,
        beaten[place] ? beaten[place].name : "",
      ]),
    ),
    values: {
      options: list.length,
      cheapest,
      quickest,
      fair: list.filter((one) => one.fair).map((one) => one.name),
      worth_offering: worth,
      no_approver: noApprover,
      above_limit: above,
    },
  });
};

qtAddTools({ priority: qtPriority, options: qtOptions });
