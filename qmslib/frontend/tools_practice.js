// Tools about feedback, plans, roles, policy and awareness. The same results, to the letter, as
// qmslib/course/tools_practice.py; held to tests/vectors/tools.

// Gaps ------------------------------------------------------------------------------------------------------------
const qtGaps = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("gaps");
  const reader = qtReader();
  const clean = reader.rows(rows, [], ["expected", "received", "importance"]);
  const notes = reader.notes;
  const low = qtSetting(settings, "scale_min", 1);
  const high = qtSetting(settings, "scale_max", 7);
  const most = qtSetting(settings, "importance_max", 5);
  const list = [];
  clean.forEach((row, index) => {
    const { dimension = "", expected, received, importance } = row;
    if (!dimension && expected === null && received === null && importance === null) return;
    const bad = [];
    if (!qtFilled(dimension)) bad.push(qtNote("bad", "gaps", "no_dimension", index, "dimension"));
    for (const name of ["expected", "received"]) {
      if (row[name] === null) bad.push(qtNote("bad", "gaps", `no_${name}`, index, name));
      else if (row[name] < low || row[name] > high) {
        const slots = { low: qtSayNumber(low), high: qtSayNumber(high), found: qtSayNumber(row[name]) };
        bad.push(qtNote("bad", "gaps", "range", index, name, slots));
      }
    }
    if (importance === null) notes.push(qtNote("info", "gaps", "no_importance", index, "importance"));
    else if (importance < 0 || importance > most) {
      const slots = { high: qtSayNumber(most), found: qtSayNumber(importance) };
      bad.push(qtNote("bad", "gaps", "range_importance", index, "importance", slots));
    }
    notes.push(...bad);
    if (bad.length) return;
    const weight = importance === null ? 1 : importance;
    const gap = received - expected;
    if (gap > 0) notes.push(qtNote("info", "gaps", "over", index, "received"));
    list.push({ dimension, expected, received, importance: weight, gap, weighted: gap ? -gap * weight : 0 });
  });
  const ordered = [...list].sort((a, b) => b.weighted - a.weighted);
  const worst = ordered.length && ordered[0].weighted > 0 ? ordered[0] : null;
  if (worst && ordered.length > 1 && Math.abs(worst.weighted - ordered[1].weighted) < 1e-9) {
    const slots = { first: worst.dimension, second: ordered[1].dimension };
    notes.push(qtNote("info", "gaps", "tie", null, null, slots));
  }
  const sentence = worst
    ? qtSay("gaps", "sentence", {
        worst: worst.dimension,
        expected: qtSayNumber(worst.expected),
        received: qtSayNumber(worst.received),
        importance: qtSayNumber(worst.importance),
      })
    : qtSay("gaps", ordered.length ? "sentence_none" : "sentence_wait");
  const weighted = (one) => qtRound(one.weighted, 2);
  return qtResult(sentence, notes, {
    table: qtTable(
      "gaps",
      "dimension expected received importance weighted",
      ordered.map((one) => [
        one.dimension, qtRound(one.expected, 2), qtRound(one.received, 2), qtRound(one.importance, 2), weighted(one),
      ]),
    ),
    chart: ordered.length
      ? {
          type: "bars",
          title: worst ? qtSay("gaps", "chart", { worst: worst.dimension }) : qtSay("gaps", "chart_none"),
          alt: qtSay("gaps", "alt", {
            parts: ordered.map((one) => `${one.dimension} ${qtSayNumber(weighted(one))}`).join(", "),
          }),
          x: ordered.map((one) => one.dimension),
          y: ordered.map(weighted),
          unit: qtSay("tools", "unit_weighted"),
          marks: [],
        }
      : null,
    values: {
      ranked: ordered.map((one) => one.dimension),
      worst: worst ? worst.dimension : null,
      largest: worst ? weighted(worst) : null,
      gap: worst ? qtRound(worst.gap, 2) : null,
      mean_gap: ordered.length
        ? qtRound(ordered.reduce((sum, one) => sum + one.gap, 0) / ordered.length, 2)
        : null,
    },
  });
};

// Tracker ---------------------------------------------------------------------------------------------------------
const qtTrackerState = (due, expected, done, today, near) => {
  if (done !== null) return done <= due ? ["green", "done"] : ["red", "late_done"];
  if (due < today) return ["red", "overdue"];
  if (expected !== null && expected > due) return ["red", "expected_late"];
  return near ? ["amber", "soon"] : ["green", "open"];
};
const qtTracker = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("tracker");
  const reader = qtReader();
  const clean = reader.rows(rows, ["due", "expected", "done"]);
  const notes = reader.notes;
  const holidays = qtHolidays(settings);
  const soon = Math.floor(qtSetting(settings, "soon", 2));
  const list = [];
  clean.forEach((row, index) => {
    const { request = "", customer = "", told = "", due, expected, done } = row;
    if (!(request || customer || told) && due === null && expected === null && done === null) return;
    if (!qtFilled(request)) notes.push(qtNote("bad", "tracker", "no_request", index, "request"));
    if (!qtFilled(customer)) notes.push(qtNote("bad", "tracker", "no_customer", index, "customer"));
    if (due === null) notes.push(qtNote("bad", "tracker", "no_due", index, "due"));
    if (done !== null && done > today) notes.push(qtNote("bad", "tracker", "done_future", index, "done"));
    if (due === null) {
      list.push({ request, customer, due, colour: "", state: "none", tell: false });
      return;
    }
    const near = qtWorkingDays(today, due, holidays) <= soon;
    const [colour, state] = qtTrackerState(due, expected, done, today, near);
    const risk = state === "overdue" || state === "expected_late" || (state === "soon" && expected === null);
    const who = qtFilled(customer) ? customer : qtSay("tracker", "someone");
    const tell = risk && qtFold(told) !== "yes";
    if (tell) {
      const key = { overdue: "tell_overdue", expected_late: "tell_late", soon: "tell_soon" }[state];
      const slots = { date: qtSayDate(due), expected: expected === null ? "" : qtSayDate(expected), customer: who };
      notes.push(qtNote("warn", "tracker", key, index, "told", slots));
    } else if (risk) notes.push(qtNote("info", "tracker", "told", index, "told", { customer: who }));
    if (state === "late_done") {
      const days = qtWorkingDays(due, done, holidays);
      notes.push(qtNote("info", "tracker", "late_done", index, "done", { days }));
    }
    list.push({ request, customer, due, colour, state, tell });
  });
  const colours = (colour) => list.filter((one) => one.colour === colour).length;
  const states = (...names) => list.filter((one) => names.includes(one.state)).length;
  const tell = list.filter((one) => one.tell).length;
  const counts = { red: colours("red"), amber: colours("amber"), green: colours("green") };
  return qtResult(qtSay("tracker", tell ? "sentence_tell" : "sentence", { n: list.length, ...counts, tell }), notes, {
    table: qtTable(
      "tracker",
      "request customer due colour state",
      list.map((one) => [
        one.request,
        one.customer,
        one.due === null ? "" : qtSayDate(one.due),
        one.colour ? qtSay("tracker", one.colour) : "",
        qtSay("tracker", `state_${one.state}`),
      ]),
      { date: qtSayDate(today) },
    ),
    values: { ...counts, done: states("done", "late_done"), late: states("late_done", "overdue"), tell },
  });
};

// Calendar --------------------------------------------------------------------------------------------------------
const qtCalendar = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("calendar");
  const reader = qtReader();
  const clean = reader.rows(rows, ["last"], ["months"]);
  const notes = reader.notes;
  const soon = Math.floor(qtSetting(settings, "soon", 30));
  const list = [];
  clean.forEach((row, index) => {
    const { activity = "", owner = "", last } = row;
    let months = row.months;
    if (!activity && !owner && months === null && last === null) return;
    if (!qtFilled(activity)) notes.push(qtNote("bad", "calendar", "no_activity", index, "activity"));
    if (!qtFilled(owner)) notes.push(qtNote("bad", "calendar", "no_owner", index, "owner"));
    if (months === null) notes.push(qtNote("bad", "calendar", "no_months", index, "months"));
    else if (months !== Math.floor(months) || months < 1 || months > 60) {
      notes.push(qtNote("bad", "calendar", "months", index, "months"));
      months = null;
    }
    let due = null;
    if (last !== null && last > today) notes.push(qtNote("bad", "calendar", "last_future", index, "last"));
    else if (last === null) {
      due = today;
      notes.push(qtNote("warn", "calendar", "never", index, "last"));
    } else if (months) due = qtAddMonths(last, months);
    const state = qtAlarm(due, today, soon);
    if (state === "overdue") {
      notes.push(qtNote("warn", "calendar", state, index, "last", { date: qtSayDate(due), days: today - due }));
    } else if (state === "soon" && last !== null) {
      notes.push(qtNote("info", "calendar", state, index, "last", { date: qtSayDate(due) }));
    }
    list.push({ activity, owner, last, due, state });
  });
  let next = null;
  for (const one of list) {
    if ((one.state === "soon" || one.state === "ok") && (next === null || one.due < next.due)) next = one;
  }
  const overdue = list.filter((one) => one.state === "overdue").length;
  const close = list.filter((one) => one.state === "soon").length;
  const sentence = qtSay("calendar", next && next.activity ? "sentence_next" : "sentence", {
    n: list.length,
    overdue,
    soon: close,
    activity: next ? next.activity : "",
    date: next ? qtSayDate(next.due) : "",
  });
  return qtResult(sentence, notes, {
    table: qtTable(
      "calendar",
      "activity owner last next state",
      list.map((one) => [
        one.activity,
        one.owner,
        one.last === null ? "" : qtSayDate(one.last),
        one.due === null ? "" : qtSayDate(one.due),
        qtSay("calendar", `state_${one.state}`),
      ]),
      { date: qtSayDate(today) },
    ),
    values: { rows: list.length, overdue, soon: close, next: next ? qtIso(next.due) : null },
  });
};

// Plan ------------------------------------------------------------------------------------------------------------
const qtPlan = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("plan");
  const reader = qtReader();
  const clean = reader.rows(rows, ["start", "due", "new_due", "done"]);
  const notes = reader.notes;
  const holidays = qtHolidays(settings);
  const list = [];
  clean.forEach((row, index) => {
    const { task = "", owner = "", reason = "", start, due, new_due: newDue, done } = row;
    if (!(task || owner || reason) && [start, due, newDue, done].every((day) => day === null)) return;
    const add = (level, key, field, slots) => notes.push(qtNote(level, "plan", key, index, field, slots));
    if (!qtFilled(task)) add("bad", "no_task", "task");
    if (!qtFilled(owner)) add("bad", "no_owner", "owner");
    if (start === null) add("bad", "no_start", "start");
    if (due === null) add("bad", "no_due", "due");
    if (start !== null && due !== null && due < start) add("bad", "backwards", "due");
    if (done !== null && done > today) add("bad", "done_future", "done");
    if (done !== null && start !== null && done < start) add("warn", "done_early", "done");
    if (newDue !== null && !qtFilled(reason)) add("bad", "no_reason", "reason");
    if (newDue !== null && due !== null && newDue <= due) add("warn", "new_earlier", "new_due");
    const target = newDue === null ? due : newDue;
    const late = done === null && target !== null && target < today;
    if (late) {
      const slots = { date: qtSayDate(target) };
      if (newDue === null) add("bad", "past", "due", slots);
      else add("bad", "new_past", "new_due", slots);
    }
    const end = done !== null ? done : late ? Math.max(target, today) : target;
    const slip = due !== null && end !== null ? Math.max(0, qtWorkingDays(due, end, holidays)) : 0;
    if (slip) add("info", "slipped", "due", { days: slip });
    const state = done !== null ? "done" : late ? "late" : newDue !== null ? "replanned" : "open";
    list.push({ task, owner, start, due, newDue, end, state, slip });
  });
  const count = (state) => list.filter((one) => one.state === state).length;
  const slippage = list.reduce((sum, one) => sum + one.slip, 0);
  const late = count("late");
  const drawn = list.filter((one) => one.start !== null && one.end !== null && one.start <= one.end);
  const parts = drawn.map((one) =>
    qtSay("plan", "alt_row", { task: one.task, start: qtSayDate(one.start), end: qtSayDate(one.end) }),
  );
  const sentence = qtSay("plan", "sentence", { n: list.length, done: count("done"), late, slip: slippage });
  return qtResult(sentence, notes, {
    table: qtTable(
      "plan",
      "task owner start due state slip",
      list.map((one) => [
        one.task,
        one.owner,
        one.start === null ? "" : qtSayDate(one.start),
        one.due === null ? "" : qtSayDate(one.due),
        qtSay("plan", `state_${one.state}`),
        one.slip,
      ]),
      { date: qtSayDate(today) },
    ),
    chart: drawn.length
      ? {
          type: "gantt",
          title: late ? qtSay("plan", "chart", { late, n: list.length }) : qtSay("plan", "chart_good"),
          alt: qtSay("plan", "alt", { parts: parts.join(", ") }),
          rows: drawn.map((one) => ({
            label: one.task, start: qtIso(one.start), end: qtIso(one.end), late: one.state === "late",
          })),
          today: qtIso(today),
        }
      : null,
    values: {
      rows: list.length,
      no_owner: list.filter((one) => !qtFilled(one.owner)).length,
      no_date: list.filter((one) => one.start === null || one.due === null).length,
      past: late,
      late,
      slippage,
      replanned: list.filter((one) => one.newDue !== null).length,
    },
  });
};

// RACI ------------------------------------------------------------------------------------------------------------
const qtRaci = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("raci");
  const notes = [];
  const names = new Map();
  const many = Math.floor(qtSetting(settings, "many", 4));
  const roles = [["R", "responsible"], ["A", "accountable"], ["C", "consulted"], ["I", "informed"]];
  const tasks = rows.map((row) => {
    const held = new Map();
    for (const [letter, field] of roles) {
      for (const person of (row[field] || "").replace(/;/g, ",").split(",")) {
        if (!qtFilled(person)) continue;
        const key = qtBare(person);
        if (!names.has(key)) names.set(key, qtTidy(person));
        if (!(held.get(key) || "").includes(letter)) held.set(key, (held.get(key) || "") + letter);
      }
    }
    return { task: row.task || "", held };
  });
  const load = new Map([...names.keys()].map((key) => [key, 0]));
  const seen = {};
  const grid = [];
  const counts = { rows: 0, good_rows: 0, no_a: 0, many_a: 0, no_r: 0 };
  tasks.forEach(({ task, held }, index) => {
    if (!qtTidy(task) && !held.size) return;
    counts.rows += 1;
    if (!qtFilled(task)) notes.push(qtNote("bad", "raci", "no_task", index, "task"));
    const key = `=${qtBare(task)}`;
    if (key !== "=" && key in seen) notes.push(qtNote("warn", "raci", "twice", index, "task", { other: seen[key] + 1 }));
    else seen[key] = index;
    const having = (letter) => [...held].filter(([, given]) => given.includes(letter)).map(([person]) => names.get(person));
    const accountable = having("A");
    const responsible = having("R");
    if (!accountable.length) {
      counts.no_a += 1;
      notes.push(qtNote("bad", "raci", "no_a", index, "accountable"));
    } else if (accountable.length > 1) {
      counts.many_a += 1;
      notes.push(qtNote("bad", "raci", "many_a", index, "accountable", { names: qtJoin(accountable) }));
    }
    if (!responsible.length) {
      counts.no_r += 1;
      notes.push(qtNote("bad", "raci", "no_r", index, "responsible"));
    }
    if (accountable.length === 1 && responsible.length && qtFilled(task)) counts.good_rows += 1;
    for (const [person, given] of held) if (/[RA]/.test(given)) load.set(person, load.get(person) + 1);
    grid.push([qtTidy(task), ...[...names.keys()].map((person) => Array.from(held.get(person) || "").join("/"))]);
  });
  const overloaded = [];
  for (const [person, count] of load) {
    if (count <= many) continue;
    overloaded.push(names.get(person));
    notes.push(qtNote("warn", "raci", "overload", null, null, { name: names.get(person), count, n: counts.rows }));
  }
  return qtResult(qtSay("raci", "sentence", { good: counts.good_rows, n: counts.rows }), notes, {
    table: names.size
      ? { caption: qtSay("raci", "caption"), columns: [qtSay("raci", "column_task"), ...names.values()], rows: grid }
      : null,
    values: { ...counts, overloaded },
  });
};

// Policy ----------------------------------------------------------------------------------------------------------
const qtPolicy = (value, settings, today) => {
  const fields = qtFields(value);
  if (qtBlank(fields)) return qtBlankResult("policy");
  const reader = qtReader();
  const notes = reader.notes;
  const review = reader.date(fields, "review");
  const parts = ["purpose", "standard", "complaints", "who"];
  const longest = qtSetting(settings, "longest", 16);
  const easiest = qtSetting(settings, "easiest", 60);
  const text = (part) => fields[part] || "";
  const missing = parts.filter((part) => !qtFilled(text(part)));
  if (review === null) missing.push("review");
  for (const part of missing) notes.push(qtNote("bad", "policy", `no_${part}`, null, part));
  if (qtFilled(text("standard")) && !qtHasNumber(text("standard"))) {
    const found = qtFind("fuzzy", text("standard"));
    notes.push(qtNote("warn", "policy", found ? "standard_fuzzy" : "standard_number", null, "standard", { found }));
  }
  if (qtFilled(text("complaints")) && qtWords(text("complaints")).length < 6) {
    notes.push(qtNote("warn", "policy", "complaints_thin", null, "complaints"));
  }
  if (review !== null && review < today) {
    notes.push(qtNote("warn", "policy", "review_past", null, "review", { date: qtSayDate(review) }));
  }
  const words = parts.flatMap((part) => qtWords(text(part)));
  const sentences = parts.reduce((sum, part) => sum + qtSentences(text(part)), 0);
  let length = null;
  let ease = null;
  let reading = qtSay("policy", "reading_none");
  if (words.length && sentences) {
    length = words.length / sentences;
    const syllables = words.reduce((sum, word) => sum + qtSyllables(word), 0);
    ease = 206.835 - (1.015 * words.length) / sentences - (84.6 * syllables) / words.length;
    const slots = { ease: qtSayNumber(qtRound(ease), 0), length: qtSayNumber(length, 1) };
    const isLong = qtRound(length, 1) > longest;
    const isHard = qtRound(ease) < easiest;
    if (isLong) notes.push(qtNote("warn", "policy", "long", null, null, { longest: qtSayNumber(longest), ...slots }));
    if (isHard) {
      notes.push(qtNote("warn", "policy", "hard_words", null, null, { easiest: qtSayNumber(easiest), ...slots }));
    }
    if (words.length > 400) notes.push(qtNote("warn", "policy", "page", null, null, { n: words.length }));
    notes.push(qtNote("info", "policy", "estimate"));
    reading = qtSay("policy", "reading", { verdict: qtSay("policy", isLong || isHard ? "hard" : "easy"), ...slots });
  }
  const complete = 5 - missing.length;
  const sentence = qtSay("policy", missing.length ? "sentence_part" : "sentence_whole", {
    n: 5,
    complete,
    missing: qtJoin(missing.map((part) => qtSay("policy", part))),
    reading,
  });
  const gap = qtSay("policy", "gap");
  const lines = [`**${qtTidy(fields.title) || qtSay("policy", "title")}**`];
  if (qtTidy(settings.organisation)) lines.push(qtTidy(settings.organisation));
  for (const part of parts) lines.push(`**${qtSay("policy", `heading_${part}`)}**`, qtTidy(text(part)) || gap);
  lines.push(`**${qtSay("policy", "heading_review")}:** ${review === null ? gap : qtSayDate(review)}`);
  return qtResult(sentence, notes, {
    document: lines.join("\n\n"),
    values: {
      complete,
      missing,
      words: words.length,
      sentences,
      words_per_sentence: length === null ? null : qtRound(length, 1),
      reading_ease: ease === null ? null : qtRound(ease, 1),
    },
  });
};

// Awareness -------------------------------------------------------------------------------------------------------
const qtAwareness = (value, settings) => {
  const fields = qtFields(value);
  if (!["asked", "aware", "staff", "goal"].some((name) => qtTidy(fields[name]))) return qtBlankResult("awareness");
  const reader = qtReader();
  const notes = reader.notes;
  const asked = reader.whole(fields, "asked");
  const aware = reader.whole(fields, "aware");
  let staff = reader.whole(fields, "staff");
  const goal = reader.number(fields, "goal", true);
  if (!asked || aware === null) {
    const missing = qtSay("tools", asked ? "need_aware" : "need_asked");
    return qtResult(qtSay("tools", "wait", { missing }), notes);
  }
  if (aware > asked) {
    reader.note("bad", "aware_more", null, "aware");
    return qtResult(notes[notes.length - 1].text, notes);
  }
  if (staff !== null && asked > staff) {
    reader.note("bad", "asked_more", null, "asked");
    staff = null;
  }
  const share = (100 * aware) / asked;
  let [low, high] = qtWilson(aware, asked).map((end) => 100 * end);
  const everyone = staff !== null && asked === staff;
  if (everyone) low = high = share;
  if (asked < Math.floor(qtSetting(settings, "small", 30)) && !everyone) {
    notes.push(qtNote("warn", "awareness", "few", null, "asked", { n: asked }));
  }
  if (goal !== null) {
    const key = low >= goal - 1e-9 ? "goal_met" : high < goal - 1e-9 ? "goal_missed" : "goal_open";
    const level = { goal_met: "good", goal_open: "info", goal_missed: "warn" }[key];
    const slots = { goal: qtSayNumber(goal, 1) };
    notes.push(qtNote(level, "awareness", key + (everyone ? "_all" : ""), null, "goal", slots));
  }
  if (!everyone) notes.push(qtNote("info", "awareness", "method"));
  const values = { share: qtRound(share, 1), low: qtRound(low, 1), high: qtRound(high, 1), n: asked };
  const sentence = qtSay("awareness", everyone ? "sentence_all" : "sentence", {
    aware,
    n: asked,
    share: qtSayNumber(values.share, 1),
    low: qtSayNumber(values.low, 1),
    high: qtSayNumber(values.high, 1),
  });
  return qtResult(sentence, notes, { values });
};

qtAddTools({
  gaps: qtGaps,
  tracker: qtTracker,
  calendar: qtCalendar,
  plan: qtPlan,
  raci: qtRaci,
  policy: qtPolicy,
  awareness: qtAwareness,
});
