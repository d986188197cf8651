// Tools about complaints and problems. The same results, to the letter, as qmslib/course/tools_complaints.py; held to
// tests/vectors/tools.

// Flow ------------------------------------------------------------------------------------------------------------
/** Everything that can be reached from the starts, themselves included. */
const qtReached = (starts, follows) => {
  const seen = new Set();
  const left = [...starts];
  while (left.length) {
    const one = left.pop();
    if (!seen.has(one)) {
      seen.add(one);
      left.push(...(follows.get(one) || []));
    }
  }
  return seen;
};
const qtFlow = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("flow");
  const reader = qtReader();
  const notes = reader.notes;
  const kept = [];
  const names = new Map();
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const days = reader.number(row, "within_days", false, index);
    const name = qtTidy(row.step);
    if (!qtFilled(name)) reader.note("bad", "no_step", index, "step");
    else if (names.has(qtBare(name))) reader.note("bad", "step_twice", index, "step");
    else {
      names.set(qtBare(name), name);
      kept.push({ index, row, days });
    }
  });
  if (!kept.length) return qtResult(qtSay("tools", "wait", { missing: qtSay("tools", "need_step") }), notes);
  const unknown = [];
  const steps = kept.map(({ row, days }, place) => {
    const after = (row.next || "").split(";").filter(qtFilled).map(qtTidy);
    const end = after.some((part) => qtBare(part) === "end");
    let to = after.filter((part) => qtBare(part) !== "end").map((part) => names.get(qtBare(part)) ?? part);
    if (!after.length && place + 1 < kept.length) to = [qtTidy(kept[place + 1].row.step)];
    for (const part of to) if (!names.has(qtBare(part)) && !unknown.includes(part)) unknown.push(part);
    return {
      step: qtTidy(row.step),
      to: [...new Set(to)],
      owner: qtTidy(row.who),
      within: days === null ? "" : qtSay("flow", "days", { n: qtSayNumber(days) }),
      end: end || !to.length,
    };
  });
  const listed = steps.map((one) => one.step);
  const follows = new Map(steps.map((one) => [one.step, one.to.filter((name) => listed.includes(name))]));
  const reached = qtReached([listed[0]], follows);
  const back = new Map();
  for (const [one, others] of follows) for (const other of others) back.set(other, [...(back.get(other) || []), one]);
  const ending = qtReached(steps.filter((one) => one.end).map((one) => one.step), back);
  const unreachable = listed.filter((name) => !reached.has(name));
  const stuck = listed.filter((name) => !ending.has(name));
  const add = (level, key, slots) => notes.push(qtNote(level, "complaints.flow", key, null, null, slots));
  const faultsBefore = notes.some((note) => note.level === "bad");
  let sound = !faultsBefore;
  const bad = (key, slots) => { sound = false; add("bad", key, slots); };
  if (!steps.some((one) => one.end)) bad("no_end", {});
  for (const step of unreachable) bad("unreachable", { step, start: listed[0] });
  for (const step of stuck) bad("no_way_out", { step });
  for (const one of steps) {
    for (const to of one.to) if (!listed.includes(to)) bad("unknown", { step: one.step, to });
    if (!qtFilled(one.owner)) add("warn", "no_owner", { step: one.step });
    if (settings.limits !== false && !one.end && !qtFilled(one.within)) add("warn", "no_within", { step: one.step });
  }
  let noRecord = 0;
  if (settings.records === true) {
    for (const { index, row } of kept) {
      if (!qtFilled(row.record)) {
        noRecord += 1;
        notes.push(qtNote("warn", "flow", "no_record", index, "record"));
      }
    }
  }
  const faults = notes.filter((note) => note.level === "bad" || note.level === "warn").length;
  const sentence = qtSay("flow", faults ? "faults" : "sound", { n: faults, steps: steps.length, start: listed[0] });
  const after = (one) => [...one.to, ...(one.end ? [qtSay("flow", "end")] : [])];
  return qtResult(sentence, notes, {
    table: qtTable(
      "flow",
      "step who within next record",
      steps.map((one, place) => [one.step, one.owner, one.within, after(one).join("; "), qtTidy(kept[place].row.record)]),
    ),
    chart: {
      type: "flow",
      title: sentence,
      alt: qtSay("flow", "alt", {
        parts: steps.map((one) => qtSay("flow", "alt_step", { step: one.step, to: qtJoin(after(one)) })).join("; "),
      }),
      steps: steps.map((one) => ({
        label: one.step,
        who: one.owner,
        within: one.within,
        to: one.to.filter((name) => listed.includes(name)).map((name) => listed.indexOf(name)),
        end: one.end,
      })),
    },
    values: {
      steps: steps.length,
      ends: steps.filter((one) => one.end).length,
      sound,
      unreachable,
      no_way_out: stuck,
      unknown,
      no_who: steps.filter((one) => !qtFilled(one.owner)).length,
      no_limit: steps.filter((one) => !one.within && !one.end).length,
      no_record: noRecord,
      days: qtRound(kept.reduce((sum, one) => sum + (one.days || 0), 0), 2),
    },
  });
};

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

qtAddTools({ flow: qtFlow, priority: qtPriority, options: qtOptions });
