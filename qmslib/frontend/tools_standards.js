// Tools about standards. The same results, to the letter, as qmslib/course/tools.py; held to tests/vectors/tools.

// SMART -----------------------------------------------------------------------------------------------------------
const QT_SMART_PARTS = ["specific", "measurable", "achievable", "relevant", "time_bound"];

const qtSmartJudge = (target, baseline, need) => {
  const plain = qtFold(target).replace(/\u00a7/g, " ").replace(/from now on/g, "from this on");
  const dates = plain.match(qtPattern("date", "g")) || [];
  const undated = plain.replace(qtPattern("date", "g"), "\u00a7");
  const deadline = qtPattern("deadline").exec(undated);
  const measured = undated
    .replace(qtPattern("deadline", "g"), " \u00a7 ")
    .replace(qtPattern("baseline", "g"), " \u00a7 ");
  const measure = qtPattern("measure").exec(measured) || qtPattern("change").exec(undated);
  const limit = qtPattern("limit").exec(measured);
  const withDate = (match) => {
    let index = (undated.slice(0, match.index).match(/\u00a7/g) || []).length;
    return match[0].replace(/\u00a7/g, () => dates[index++]);
  };
  const judges = {
    specific: () => {
      const fuzzy = qtPattern("fuzzy").exec(plain);
      if (fuzzy) return [false, "fuzzy", fuzzy[0]];
      if (qtWords(plain).length < 5) return [false, "short", ""];
      return qtPattern("verb").test(plain) ? [true, "met", ""] : [false, "no_verb", ""];
    },
    measurable: () => {
      if (measure) return [true, limit && limit[0].endsWith(measure[0]) ? "limit" : "met", measure[0]];
      return [false, qtPattern("number").test(measured) ? "bare" : "none", ""];
    },
    achievable: () => {
      const found = qtPattern("baseline").exec(undated);
      if (found) return [true, "met", found[0]];
      return qtFilled(baseline) && qtHasNumber(baseline) ? [true, "field", ""] : [false, "none", ""];
    },
    relevant: () => {
      const found = qtPattern("relevant").exec(undated);
      if (found) return [true, "met", found[0]];
      return qtFilled(need) ? [true, "field", ""] : [false, "none", ""];
    },
    time_bound: () => {
      if (deadline) return [true, "met", withDate(deadline)];
      return limit ? [false, "limit", limit[0]] : [false, "none", ""];
    },
  };
  return { judge: (name) => judges[name](), limit: limit !== null };
};
const qtQuote = (found, target) => {
  const written = qtTidy(target);
  const folded = qtFold(target);
  const at = folded.indexOf(found);
  return at >= 0 && written.length === folded.length ? written.slice(at, at + found.length) : found;
};
const qtSmart = (value, settings) => {
  const fields = qtFields(value);
  if (!qtFilled(fields.target)) return qtBlankResult("smart");
  const judged = qtSmartJudge(fields.target, fields.baseline, fields.need);
  const values = {};
  const missing = [];
  const notes = [];
  const parts = QT_SMART_PARTS.filter((name) => !settings.parts || settings.parts.includes(name));
  for (const name of parts) {
    const [met, key, found] = judged.judge(name);
    const label = qtSay("smart", name);
    const text = qtSay("smart", `${name}_${key}`, { found: qtQuote(found, fields.target) });
    notes.push(qtPlainNote(met ? "good" : "bad", `${label}: ${text}`, null, "target"));
    values[name] = met;
    if (!met) missing.push(label.toLowerCase());
  }
  const met = parts.length - missing.length;
  const sentence = missing.length
    ? qtSay("smart", "sentence_some", { met, n: parts.length, missing: qtJoin(missing) })
    : qtSay("smart", "sentence_all", { n: parts.length });
  return qtResult(sentence, notes, { values: { ...values, met, time_limit: judged.limit } });
};

// Agreement -------------------------------------------------------------------------------------------------------
const QT_AGREEMENT_PARTS = [
  "provider", "customer", "service", "quality", "quantity", "price", "timescale", "measured", "missed", "contact",
  "review", "agreed_by",
];
const qtAgreementVague = (part, text) => {
  const number = qtHasNumber(text);
  const exact = ["service", "quality", "quantity", "timescale"].includes(part);
  const fuzzy = exact && !number ? qtFind("fuzzy", text) : "";
  if (fuzzy) return ["fuzzy", fuzzy];
  if (part === "quantity" && !number) return ["no_number_quantity", ""];
  if (part === "timescale" && !number && !qtFind("limit", text)) return ["no_number_timescale", ""];
  if (part === "price" && !number && !qtFind("free", text)) return ["no_number_price", ""];
  if ((part === "measured" || part === "missed") && qtWords(text).length < 4) return [`thin_${part}`, ""];
  return ["", ""];
};
const qtAgreement = (value, settings, today) => {
  const fields = qtFields(value);
  if (qtBlank(fields)) return qtBlankResult("agreement");
  const reader = qtReader();
  const review = reader.date(fields, "review");
  const agreedOn = reader.date(fields, "agreed_on");
  const texts = {};
  for (const part of QT_AGREEMENT_PARTS) texts[part] = qtTidy(fields[part]);
  texts.review = review === null ? "" : qtSayDate(review);
  const notes = reader.notes;
  const missing = [];
  const vague = [];
  for (const part of QT_AGREEMENT_PARTS) {
    if (!qtFilled(texts[part])) {
      missing.push(part);
      notes.push(qtNote("bad", "agreement", `missing_${part}`, null, part));
      continue;
    }
    const [key, found] = qtAgreementVague(part, texts[part]);
    if (key) {
      vague.push(part);
      notes.push(qtNote("bad", "agreement", key, null, part, { part: qtSay("agreement", part), found }));
    }
  }
  if (qtFilled(texts.provider) && qtBare(texts.provider) === qtBare(texts.customer)) {
    notes.push(qtNote("bad", "agreement", "same_party", null, "customer"));
  }
  const names = ` ${qtFold(texts.agreed_by)} `;
  if (qtFilled(texts.agreed_by) && ![",", ";", "&", " and ", "/", " with "].some((mark) => names.includes(mark))) {
    notes.push(qtNote("warn", "agreement", "one_signature", null, "agreed_by"));
  }
  if (review !== null && review < today) {
    notes.push(qtNote("warn", "agreement", "review_past", null, "review", { date: qtSayDate(review) }));
  }
  const n = QT_AGREEMENT_PARTS.length;
  const complete = n - missing.length - vague.length;
  const named = (parts) => qtJoin(parts.map((part) => qtSay("agreement", part)));
  const sentence =
    missing.length || vague.length
      ? qtSay("agreement", "sentence_part", {
          complete,
          n,
          missing: missing.length ? qtSay("agreement", "sentence_missing", { parts: named(missing) }) : "",
          vague: vague.length ? qtSay("agreement", "sentence_vague", { parts: named(vague) }) : "",
        })
      : qtSay("agreement", "sentence_whole", { n });
  const gap = qtSay("agreement", "gap");
  const shown = (part) => texts[part] || gap;
  const title = qtTidy(settings.title) || qtSay("agreement", `title_${settings.kind === "SLA" ? "SLA" : "OLA"}`);
  const lines = [
    `**${title}**`,
    qtSay("agreement", "between", { provider: shown("provider"), customer: shown("customer") }),
    ...QT_AGREEMENT_PARTS.slice(2, 11).map((part) => `**${qtSay("agreement", `label_${part}`)}:** ${shown(part)}`),
    agreedOn === null
      ? qtSay("agreement", "agreed", { names: shown("agreed_by") })
      : qtSay("agreement", "agreed_on", { date: qtSayDate(agreedOn), names: shown("agreed_by") }),
  ];
  return qtResult(sentence, notes, { document: lines.join("\n\n"), values: { complete, parts: n, missing, vague } });
};

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

// Target ----------------------------------------------------------------------------------------------------------
const qtNearestRank = (ordered, percent) =>
  ordered[Math.max(1, Math.ceil((percent * ordered.length) / 100 - 1e-9)) - 1];
const qtSayTime = (value, unit) => {
  const shown = qtSayNumber(value);
  return `${shown} ${shown === "1" ? unit.replace(/s$/, "") : unit}`;
};
const qtTarget = (value, settings) => {
  const fields = qtFields(value);
  const hours = (settings.hours || []).map(qtNumber).filter((number) => number !== null);
  if (!hours.length) return qtResult(qtSay("tools", "no_data"));
  const reader = qtReader();
  const promise = reader.number(fields, "target");
  const typed = reader.number(fields, "share", true);
  const unit =
    (qtFold(fields.unit) || qtFold(settings.unit)) === "working hours" ? "working hours" : "working days";
  const scale = unit === "working hours" ? 1 : qtSetting(settings, "hours_per_day", 8);
  const share = typed || qtSetting(settings, "share", 90);
  const times = hours.map((hour) => hour / scale).sort((a, b) => a - b);
  const open = Math.floor(qtSetting(settings, "open", 0));
  const n = times.length;
  const median = (times[Math.floor((n - 1) / 2)] + times[Math.floor(n / 2)]) / 2;
  const p80 = qtNearestRank(times, 80);
  const p90 = qtNearestRank(times, 90);
  const suggested = Math.max(1, Math.ceil(qtNearestRank(times, share) - 1e-6));
  const wanted = qtSayNumber(share, 1);
  const slots = { n, wanted, suggested: qtSayTime(suggested, unit) };
  const within = (limit) => times.filter((time) => time <= limit + 1e-9).length;
  const notes = reader.notes;
  if (!qtTidy(fields.target)) notes.unshift(qtNote("info", "tools", "wish", null, "target"));
  let met = null;
  let worst = null;
  if (promise !== null) {
    const kept = within(promise);
    met = (100 * kept) / n;
    worst = (100 * kept) / (n + open);
    const enough = met >= share - 1e-9;
    notes.push(
      qtNote(enough ? "good" : "warn", "target", enough ? "kept" : "broken", null, "target", {
        target: qtSayTime(promise, unit),
        share: qtSayNumber(met, 1),
        kept,
        ...slots,
      }),
    );
  } else {
    notes.push(qtNote("info", "target", "advice", null, null, slots));
  }
  if (open && worst !== null) {
    notes.push(qtNote("info", "target", "open_worst", null, null, { open, worst: qtSayNumber(worst, 1) }));
  } else if (open) {
    notes.push(qtNote("info", "target", "open", null, null, { open }));
  }
  if (n < 30) notes.push(qtNote("warn", "target", "few", null, null, { n }));
  notes.push(qtNote("info", "target", "convention"));
  const sentence = qtSay("target", "sentence", {
    n,
    unit,
    median: qtSayNumber(qtRound(median, 2)),
    p80: qtSayNumber(p80),
    p90: qtSayNumber(p90),
  });
  const step = Math.max(1, Math.ceil(suggested / 8));
  const x = Array.from({ length: 12 }, (_, index) => step * (index + 1));
  const y = x.map((mark) => qtRound((100 * within(mark)) / n, 1));
  const parts = x.map((mark, index) => qtSay("tools", "alt_point", { share: qtSayNumber(y[index], 1), x: mark }));
  return qtResult(sentence, notes, {
    chart: {
      type: "line",
      title: qtSay("tools", "chart_target", { wanted, suggested: slots.suggested }),
      alt: qtSay("tools", "alt_target", { unit, parts: parts.join(", ") }),
      x,
      y,
      unit: qtSay("tools", "unit_percent"),
      marks: [{ at: qtRound(share, 1), label: qtSay("tools", "mark_wanted", { wanted }) }],
    },
    values: {
      n,
      open,
      median: qtRound(median, 2),
      p80: qtRound(p80, 2),
      p90: qtRound(p90, 2),
      suggested,
      share_met: met === null ? null : qtRound(met, 1),
      share_worst: worst === null ? null : qtRound(worst, 1),
    },
  });
};

// Register --------------------------------------------------------------------------------------------------------
const qtAlarm = (date, today, soon) => {
  if (date === null) return "none";
  return date < today ? "overdue" : date - today <= soon ? "soon" : "ok";
};
const qtRegister = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("register");
  const reader = qtReader();
  const clean = reader.rows(rows, ["review"]);
  const notes = reader.notes;
  const names = ["standard", "source", "measure", "owner"];
  const seen = {};
  const kept = [];
  const soon = Math.floor(qtSetting(settings, "soon", 30));
  clean.forEach((row, index) => {
    if (row.review === null && !names.some((name) => row[name])) return;
    const missing = names.filter((name) => !qtFilled(row[name]));
    if (row.review === null) missing.push("review");
    for (const name of missing) notes.push(qtNote("bad", "register", `no_${name}`, index, name));
    const key = `=${qtBare(row.standard)}`;
    if (key !== "=" && key in seen) {
      notes.push(qtNote("warn", "register", "twice", index, "standard", { other: seen[key] + 1 }));
    } else seen[key] = index;
    const state = qtAlarm(row.review, today, soon);
    if (state === "overdue" || state === "soon") {
      const days = Math.abs(row.review - today);
      const slots = { date: qtSayDate(row.review), days };
      notes.push(qtNote(state === "overdue" ? "warn" : "info", "register", days ? state : "today", index, "review", slots));
    }
    kept.push({ row, state, missing });
  });
  const count = (test) => kept.filter(test).length;
  const complete = count((one) => !one.missing.length);
  const overdue = count((one) => one.state === "overdue");
  return qtResult(qtSay("register", "sentence", { n: kept.length, complete, overdue }), notes, {
    table: qtTable(
      "register",
      "standard owner review state missing",
      kept.map(({ row, state, missing }) => [
        row.standard || "",
        row.owner || "",
        row.review === null ? "" : qtSayDate(row.review),
        qtSay("register", `state_${state}`),
        missing.map((name) => qtSay("register", `part_${name}`)).join(", "),
      ]),
    ),
    values: {
      rows: kept.length,
      complete,
      overdue,
      soon: count((one) => one.state === "soon"),
      no_owner: count((one) => one.missing.includes("owner")),
      no_measure: count((one) => one.missing.includes("measure")),
      no_source: count((one) => one.missing.includes("source")),
    },
  });
};

// Versions --------------------------------------------------------------------------------------------------------
const qtVersion = (value, settings, today) => {
  const single = value !== null && typeof value === "object" && !Array.isArray(value);
  const rows = single ? [qtFields(value)] : qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("version");
  const reader = qtReader();
  const clean = reader.rows(rows, ["agreed_on", "review"]);
  const notes = reader.notes;
  const names = ["version", "standard", "norm", "agreed_by", "change"];
  const used = clean
    .map((row, index) => index)
    .filter((index) => {
      const row = clean[index];
      return row.agreed_on !== null || row.review !== null || names.some((name) => row[name]);
    });
  const seen = {};
  let latest = null;
  for (const index of used) {
    const row = clean[index];
    const wanted = ["version", "standard", index === used[0] ? "norm" : "change", "agreed_by"];
    for (const name of wanted) {
      if (!qtFilled(row[name])) notes.push(qtNote("bad", "version", `no_${name}`, index, name));
    }
    const when = row.agreed_on;
    if (when === null) notes.push(qtNote("bad", "version", "no_agreed_on", index, "agreed_on"));
    else if (latest !== null && when < latest) notes.push(qtNote("bad", "version", "order", index, "agreed_on"));
    if (row.review === null && index === used[used.length - 1]) {
      notes.push(qtNote("bad", "version", "no_review", index, "review"));
    }
    if (row.review !== null && when !== null && row.review < when) {
      notes.push(qtNote("bad", "version", "review_first", index, "review"));
    }
    if (when !== null) latest = when;
    const key = `=${(row.version || "").toLowerCase()}`;
    if (key !== "=" && key in seen) {
      const slots = { version: row.version, other: seen[key] + 1 };
      notes.push(qtNote("bad", "version", "twice", index, "version", slots));
    } else seen[key] = index;
    const norm = qtBare(row.norm);
    if (norm && norm === qtBare(row.standard)) notes.push(qtNote("warn", "version", "copied", index, "standard"));
  }
  const lastUsed = used.length ? clean[used[used.length - 1]] : null;
  const current = lastUsed ? lastUsed.version || "" : "";
  const review = lastUsed ? lastUsed.review : null;
  const alarm = qtAlarm(review, today, Math.floor(qtSetting(settings, "soon", 30)));
  const text = qtSay("version", `alarm_${alarm}`, { date: review === null ? "" : qtSayDate(review) });
  const level = { ok: "good", soon: "info", overdue: "warn", none: "warn" }[alarm];
  const filledRows = rows.map((row, index) => index).filter((index) => !qtBlank(rows[index]));
  notes.push(qtPlainNote(level, text, null, "review"));
  return qtResult(qtSay("version", current ? "sentence" : "sentence_none", { version: current, alarm: text }), notes, {
    table: qtTable(
      "version",
      "version agreed by change review",
      filledRows.map((index) => {
        const row = clean[index];
        return [
          row.version || "",
          row.agreed_on === null ? "" : qtSayDate(row.agreed_on),
          row.agreed_by || "",
          row.change || "",
          row.review === null ? "" : qtSayDate(row.review),
        ];
      }),
    ),
    values: { rows: used.length, current, review: review === null ? null : qtIso(review), alarm },
  });
};

// Needs -----------------------------------------------------------------------------------------------------------
const qtNeeds = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("needs");
  const reader = qtReader();
  const clean = reader.rows(rows, ["by"]);
  const notes = reader.notes;
  const priorities = ["must", "should", "could"];
  const list = [];
  clean.forEach((row, index) => {
    if (row.by === null && !["customer", "need", "standard", "priority"].some((name) => row[name])) return;
    const folded = qtFold(row.priority);
    const priority = priorities.includes(folded) ? folded : "";
    for (const name of ["customer", "need", "standard"]) {
      if (!qtFilled(row[name])) {
        notes.push(qtNote(name === "standard" ? "warn" : "bad", "needs", `no_${name}`, index, name));
      }
    }
    if (!priority) notes.push(qtNote("warn", "needs", "no_priority", index, "priority"));
    if (row.by === null) notes.push(qtNote("warn", "needs", "no_by", index, "by"));
    else if (row.by < today) notes.push(qtNote("warn", "needs", "past", index, "by", { date: qtSayDate(row.by) }));
    const { customer = "", need = "", standard = "" } = row;
    list.push({ customer, need, standard, priority, by: row.by });
  });
  const must = list.filter((need) => need.priority === "must").length;
  if (list.length > 2 && must === list.length) notes.push(qtNote("warn", "needs", "all_must", null, "priority"));
  const weight = (need) => (need.priority ? priorities.indexOf(need.priority) : 3);
  const when = (need) => (need.by === null ? Infinity : need.by);
  const ordered = [...list].sort((a, b) => weight(a) - weight(b) || (when(a) === when(b) ? 0 : when(a) - when(b)));
  const customers = [];
  for (const need of list) {
    if (qtFilled(need.customer) && !customers.some((name) => qtBare(name) === qtBare(need.customer))) {
      customers.push(need.customer);
    }
  }
  const draft = (customer) => {
    const lines = ordered
      .filter((need) => qtBare(need.customer) === qtBare(customer) && qtFilled(need.need))
      .map((need) =>
        qtSay("needs", "line", {
          need: need.need,
          how: qtFilled(need.standard) ? need.standard : qtSay("needs", "line_no_standard"),
          by: need.by === null ? qtSay("needs", "line_no_by") : qtSay("needs", "line_by", { date: qtSayDate(need.by) }),
          priority: qtSay("needs", `line_${need.priority || "unsure"}`),
        }),
      );
    return [
      qtSay("needs", "subject", { customer }),
      qtSay("needs", "greeting", { customer }),
      qtSay("needs", "opening"),
      lines.join("\n"),
      qtSay("needs", "closing"),
      qtSay("needs", "regards"),
      qtTidy(settings.sender),
      qtTidy(settings.team),
    ]
      .filter((part) => part)
      .join("\n\n");
  };
  return qtResult(qtSay("needs", "sentence", { n: list.length, customers: customers.length, must }), notes, {
    table: qtTable(
      "needs",
      "priority by customer need standard",
      ordered.map((need) => [
        qtSay("needs", need.priority || "unsure"),
        need.by === null ? qtSay("needs", "no_date") : qtSayDate(need.by),
        need.customer,
        need.need,
        need.standard,
      ]),
    ),
    document: customers.map(draft).join("\n\n"),
    values: {
      rows: list.length,
      must,
      no_date: list.filter((need) => need.by === null).length,
      past: list.filter((need) => need.by !== null && need.by < today).length,
      customers: customers.length,
    },
  });
};

// Baseline --------------------------------------------------------------------------------------------------------
const qtBaseline = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("baseline");
  const reader = qtReader();
  const clean = reader.rows(rows, ["by"], ["baseline", "target"]);
  const notes = reader.notes;
  const list = [];
  clean.forEach((row, index) => {
    const { baseline: start, target, by } = row;
    const given = { baseline: start !== null, target: target !== null, by: by !== null };
    const texts = ["objective", "measure", "unit", "better", "source"];
    if (!Object.values(given).some(Boolean) && !texts.some((name) => row[name])) return;
    const bad = [];
    const unit = row.unit || "";
    for (const name of ["objective", "measure", "baseline", "target", "unit", "by"]) {
      const there = name in given ? given[name] : qtFilled(row[name]) || (name === "unit" && unit === "%");
      if (!there) bad.push(qtNote("bad", "baseline", `no_${name}`, index, name));
    }
    let change = null;
    if (start !== null && target !== null) {
      change = target - start;
      const better = qtFold(row.better);
      if (change === 0 || (better === "higher" && change < 0) || (better === "lower" && change > 0)) {
        bad.push(qtNote("bad", "baseline", "worse", index, "target"));
      }
    }
    if (target !== null && target > 100 && ["%", "percent", "per cent"].includes(qtFold(unit))) {
      bad.push(qtNote("bad", "baseline", "over_100", index, "target"));
    }
    if (by !== null && by < today) bad.push(qtNote("bad", "baseline", "past", index, "by", { date: qtSayDate(by) }));
    notes.push(...bad);
    if (start && target !== null && !bad.length && Math.abs(target - start) > Math.abs(start) / 2) {
      const slots = { baseline: qtSayNumber(start), target: qtSayNumber(target) };
      notes.push(qtNote("info", "baseline", "jump", index, "target", slots));
    }
    if (!qtFilled(row.source) && start !== null) notes.push(qtNote("info", "baseline", "no_source", index, "source"));
    list.push({ objective: row.objective || "", unit, start, target, by, change, sound: !bad.length });
  });
  const level = (number, unit) =>
    number === null ? "" : qtSayNumber(number) + (unit === "%" ? "%" : unit ? ` ${unit}` : "");
  const sound = list.filter((one) => one.sound);
  const first = sound[0] || null;
  return qtResult(qtSay("baseline", "sentence", { sound: sound.length, n: list.length }), notes, {
    table: qtTable(
      "baseline",
      "objective baseline target change by",
      list.map((one) => [
        one.objective,
        level(one.start, one.unit),
        level(one.target, one.unit),
        one.change === null ? "" : (one.change > 0 ? "+" : "") + qtSayNumber(one.change),
        one.by === null ? "" : qtSayDate(one.by),
      ]),
    ),
    values: {
      rows: list.length,
      sound: sound.length,
      change: first ? qtRound(first.change, 2) : null,
      change_percent: first && first.start ? qtRound((100 * first.change) / Math.abs(first.start), 1) : null,
    },
  });
};

qtAddTools({
  smart: qtSmart,
  agreement: qtAgreement,
  cost: qtCost,
  clock: qtClock,
  target: qtTarget,
  register: qtRegister,
  needs: qtNeeds,
  baseline: qtBaseline,
  version: qtVersion,
});
