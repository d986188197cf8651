// Tools that reckon time and money. The same results, to the letter, as qmslib/course/tools_time_money.py; held to
// tests/vectors/tools.

// Cost ------------------------------------------------------------------------------------------------------------
const QT_PERIODS = { "a week": 52, "a month": 12, "a year": 1 };
const qtCost = (value, settings) => {
  const fields = qtFields(value);
  const asked = ["volume", "second", "third", "minutes", "hourly", "what_if_second", "what_if_third"];
  const percents = ["second", "third", "what_if_second", "what_if_third"];
  if (!asked.some((name) => qtTidy(fields[name]))) return qtBlankResult("cost");
  const reader = qtReader();
  const notes = reader.notes;
  const read = {};
  for (const name of asked) read[name] = reader.number(fields, name, percents.includes(name));
  let period = qtFold(fields.period);
  if (!Object.keys(QT_PERIODS).includes(period)) period = settings.period || "a month";
  const missing = ["volume", "second", "minutes", "hourly"].filter((name) => read[name] === null);
  const second = read.second || 0;
  const third = read.third || 0;
  if (third > second && !missing.length) reader.note("bad", "third_more", null, "third");
  let thenSecond = read.what_if_second;
  const thenThird = read.what_if_third || 0;
  if (thenSecond !== null && thenThird > thenSecond) {
    reader.note("bad", "third_more", null, "what_if_third");
    thenSecond = null;
  }
  if (missing.length) {
    return qtResult(qtSay("tools", "wait", { missing: qtSay("tools", `need_${missing[0]}`) }), notes);
  }
  if (third > second) return qtResult(notes[notes.length - 1].text, notes);
  const reckon = (two, three) => {
    const repeats = (read.volume * QT_PERIODS[period] * (two + three)) / 100;
    const hours = (repeats * read.minutes) / 60;
    return { repeats, hours, cost: hours * read.hourly };
  };
  const now = reckon(second, third);
  const nowCost = qtSayMoney(qtRound(now.cost, 2));
  const sentence = now.cost
    ? qtSay("cost", "sentence", {
        cost: nowCost,
        repeats: qtSayNumber(now.repeats, 1),
        hours: qtSayNumber(now.hours, 1),
      })
    : qtSay("cost", "none");
  const cases = [[qtSay("cost", "now"), now]];
  let whatIf = null;
  let saving = null;
  if (thenSecond !== null) {
    const then = reckon(thenSecond, thenThird);
    whatIf = qtRound(then.cost, 2);
    saving = qtRound(now.cost - then.cost, 2);
    cases.push([qtSay("cost", "then"), then]);
    const text = qtSay("cost", saving >= 0 ? "what_if" : "what_if_more", {
      second: qtSayNumber(thenSecond),
      third: thenThird ? qtSay("cost", "what_if_third", { third: qtSayNumber(thenThird) }) : "",
      cost: qtSayMoney(whatIf),
      saving: qtSayMoney(Math.abs(saving)),
    });
    notes.push(qtPlainNote("info", text, null, "what_if_second"));
  }
  notes.push(qtPlainNote("info", qtSay("cost", "not_all")));
  const costOf = (one) => qtRound(one.cost, 2);
  return qtResult(sentence, notes, {
    table: qtTable(
      "cost",
      "what repeats hours cost",
      cases.map(([name, one]) => [name, qtRound(one.repeats, 1), qtRound(one.hours, 1), costOf(one)]),
    ),
    chart: {
      type: "bars",
      title: qtSay("cost", "chart", { cost: nowCost }),
      alt: qtSay("cost", "alt", { parts: cases.map(([name, one]) => `${name} ${qtSayMoney(costOf(one))}`).join(", ") }),
      x: cases.map(([name]) => name),
      y: cases.map(([, one]) => costOf(one)),
      unit: qtSay("tools", "unit_pounds"),
      marks: [],
    },
    values: {
      repeats_a_year: qtRound(now.repeats, 2),
      hours_a_year: qtRound(now.hours, 2),
      cost_a_year: costOf(now),
      what_if_cost: whatIf,
      saving,
    },
  });
};

// Clock -----------------------------------------------------------------------------------------------------------
const QT_LONGEST = 3660;
const qtMakeClock = (settings, dayZero) => {
  const minutes = (name, standard) => {
    const [hours, rest] = (qtTidy(settings[name]) || standard).split(":").map(Number);
    return hours * 60 + rest;
  };
  const opens = minutes("opens", "09:00");
  const closes = minutes("closes", "17:00");
  const holidays = qtHolidays(settings);
  const isOpen = (day) => qtIsWorking(day, holidays);
  const nextDay = (day) => {
    let next = day + 1;
    while (!isOpen(next)) next += 1;
    return next;
  };
  const openMinutes = (start, end) => {
    let total = 0;
    for (let day = qtDayOf(start); day <= qtDayOf(end); day += 1) {
      if (!isOpen(day)) continue;
      total += Math.max(0, Math.min(end, day * 1440 + closes) - Math.max(start, day * 1440 + opens));
    }
    return total;
  };
  const start = (received) => {
    const day = qtDayOf(received);
    if (isOpen(day)) {
      const at = received - day * 1440;
      if (at <= opens) return day * 1440 + opens;
      if (at < closes) return received;
      if (settings.after_hours === "as_received") return day * 1440 + closes;
    }
    return nextDay(day) * 1440 + opens;
  };
  // A pause is null or [first moment, last moment].
  const counts = (day, pause) => !pause || !(pause[0] < day * 1440 + closes && day * 1440 + closes <= pause[1]);
  const numbered = (from, pause, wanted) => {
    let day = qtDayOf(from);
    let number = from - day * 1440 < closes ? dayZero : 0;
    for (let step = 0; step < QT_LONGEST; step += 1) {
      if (counts(day, pause)) {
        if (wanted(day, number)) return { day, number };
        number += 1;
      }
      day = nextDay(day);
    }
    return { day, number };
  };
  const dueDays = (from, days, pause) =>
    numbered(from, pause, (day, number) => number >= days && day * 1440 + closes > from).day * 1440 + closes;
  const dueHours = (from, hours, pause) => {
    let left = Math.floor(hours * 60 + 0.5);
    let day = qtDayOf(from);
    for (let step = 0; step < QT_LONGEST; step += 1) {
      const close = day * 1440 + closes;
      let cursor = Math.max(from, day * 1440 + opens);
      for (const [first, last] of [...(pause ? [pause] : []), [Infinity, Infinity]]) {
        const running = Math.min(first, close) - cursor;
        if (running >= left && running >= 0) return cursor + left;
        if (running > 0) left -= running;
        cursor = Math.max(cursor, Math.min(last, close));
      }
      day = nextDay(day);
    }
    return day * 1440 + closes;
  };
  const running = (from, to, pause) =>
    openMinutes(from, to) - (pause ? openMinutes(Math.max(pause[0], from), Math.min(pause[1], to)) : 0);
  return { opens, closes, holidays, isOpen, openMinutes, start, counts, numbered, dueDays, dueHours, running };
};

const qtClock = (value, settings, today) => {
  const fields = qtFields(value);
  const names = ["received", "promise", "closed", "paused_from", "paused_to"];
  if (!names.some((name) => qtTidy(fields[name]))) return qtBlankResult("clock");
  const reader = qtReader();
  const notes = reader.notes;
  const received = reader.moment(fields, "received");
  let promise = reader.number(fields, "promise");
  let closed = reader.moment(fields, "closed");
  let first = reader.moment(fields, "paused_from");
  let last = reader.moment(fields, "paused_to");
  const zero = qtFold(fields.day_zero).slice(-5);
  const dayZero = zero === "day 0" || zero === "day 1" ? Number(zero.slice(-1)) : qtSetting(settings, "day_zero", 0);
  const inHours = (qtFold(fields.unit) || qtFold(settings.unit)) === "working hours";
  if (promise !== null && !inHours && promise !== Math.floor(promise)) {
    reader.note("bad", "not_whole", null, "promise", { found: qtSayNumber(promise) });
    promise = null;
  }
  if (promise !== null && promise > (inHours ? 2000 : 250)) {
    reader.note("bad", "promise_long", null, "promise", { found: qtSayNumber(promise) });
    promise = null;
  }
  const clock = qtMakeClock(settings, dayZero);
  if (first !== null && last !== null && last < first) {
    reader.note("bad", "pause_backwards", null, "paused_to");
    first = null;
  } else if (last !== null && first === null && !qtTidy(fields.paused_from)) {
    reader.note("bad", "pause_no_start", null, "paused_from");
  } else if (first !== null && last === null) {
    reader.note("warn", "pause_open", null, "paused_to");
    last = Math.max(first, today * 1440 + clock.closes);
  }
  if (received !== null && closed !== null && closed < received) {
    reader.note("bad", "closed_first", null, "closed");
    closed = null;
  }
  if (received === null || promise === null) {
    const missing = qtSay("tools", received === null ? "need_received" : "need_promise");
    return qtResult(qtSay("tools", "wait", { missing }), notes);
  }
  const pause = first === null ? null : [first, last];
  const start = clock.start(received);
  const due = inHours ? clock.dueHours(start, promise, pause) : clock.dueDays(start, promise, pause);
  const sentence = qtSay("clock", inHours ? "due_hours" : "due_days", {
    received: qtSayMoment(received),
    due: qtSayMoment(due),
    promise: inHours ? qtSayNumber(promise) : promise,
  });
  const lines = [];
  const day = qtDayOf(received);
  const at = received - day * 1440;
  const stayed = clock.isOpen(day) && qtDayOf(start) === day;
  if (!stayed || at >= clock.closes || at < clock.opens) {
    lines.push(qtSay("clock", "moved", { start: qtSayMoment(start) }));
  }
  if (!inHours) {
    const one = clock.numbered(start, pause, (next, number) => number === 1).day;
    lines.push(qtSay("clock", dayZero ? "one" : "zero", { first: qtSayDay(one) }));
  }
  const span = [];
  for (let next = day; next <= qtDayOf(due); next += 1) span.push(next);
  const skipped = span.filter((next) => !clock.isOpen(next));
  if (skipped.length) {
    const shown = skipped
      .slice(0, 6)
      .map((next) =>
        clock.holidays.has(next) ? qtSay("clock", "holiday", { day: qtSayDay(next) }) : qtSayDay(next),
      );
    if (skipped.length > 6) shown.push("\u2026");
    lines.push(qtSay("clock", "skipped", { days: qtJoin(shown) }));
  }
  if (pause && !inHours) {
    const still = span.filter((next) => next >= qtDayOf(start) && clock.isOpen(next) && !clock.counts(next, pause));
    if (still.length) lines.push(qtSay("clock", "paused_days", { n: still.length }));
  } else if (pause) {
    const paused = clock.openMinutes(Math.max(pause[0], start), Math.min(pause[1], due));
    if (paused) lines.push(qtSay("clock", "paused_hours", { hours: qtSayNumber(paused / 60) }));
  }
  notes.push(...lines.map((text, index) => qtPlainNote("info", text, null, index === 0 ? "received" : null)));
  let elapsed = null;
  let elapsedDays = null;
  let late = 0;
  let left = null;
  if (closed !== null) {
    elapsed = clock.running(start, closed, pause) / 60;
    elapsedDays = clock.numbered(start, pause, (next) => next * 1440 + clock.closes >= closed).number;
    if (closed > due) late = clock.running(due, closed, pause) / 60;
    const slots = { closed: qtSayMoment(closed), hours: qtSayNumber(elapsed), late: qtSayNumber(late) };
    notes.push(
      qtPlainNote(closed > due ? "warn" : "good", qtSay("clock", closed > due ? "late" : "on_time", slots), null, "closed"),
    );
  } else {
    left = qtRound(clock.running(Math.max(received, today * 1440 + clock.opens), due, pause) / 60, 2);
  }
  return qtResult(sentence, notes, {
    values: {
      due: `${qtIso(qtDayOf(due))}T${qtHourOf(due)}`,
      elapsed_hours: elapsed === null ? null : qtRound(elapsed, 2),
      elapsed_days: elapsedDays,
      on_time: closed === null ? null : closed <= due,
      late_hours: qtRound(late, 2),
      working_hours_left: left,
    },
  });
};

qtAddTools({ cost: qtCost, clock: qtClock });
