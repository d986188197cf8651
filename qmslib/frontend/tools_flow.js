// The tool about the steps of a procedure. The same results, to the letter, as
// qmslib/course/tools_flow.py; held to tests/vectors/tools.

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

qtAddTools({ flow: qtFlow });
