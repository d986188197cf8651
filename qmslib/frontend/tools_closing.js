// Tools about closing the loop of feedback. The same results, to the letter, as qmslib/course/tools_closing.py; held to
// tests/vectors/tools.

// Replies ---------------------------------------------------------------------------------------------------------
const qtStopped = (text) => {
  const plain = qtTidy(text);
  return /[.!?…]$/.test(plain) ? plain : `${plain}.`;
};
const qtReplies = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("replies");
  const reader = qtReader();
  const places = rows.map((row, index) => index).filter((index) => !qtBlank(rows[index]));
  const told = {};
  const wrong = new Set();
  for (const index of places) {
    const row = rows[index];
    const answer = qtFold(row.answer);
    told[index] = reader.date(row, "told", index);
    if (told[index] !== null && told[index] > today) {
      reader.note("bad", "told_future", index, "told");
      told[index] = null;
    }
    if ((answer === "done" || answer === "will be done") && !qtFilled(row.what)) {
      reader.note("bad", "no_what", index, "what");
      wrong.add(index);
    } else if (answer === "will be done" && !qtHasNumber(row.what)) {
      reader.note("bad", "no_when", index, "what");
      wrong.add(index);
    }
  }
  const notes = reader.notes;
  const topic = "feedback.replies";
  const names = (settings.names || []).filter((name) => qtFilled(String(name))).map((name) => qtFold(String(name)));
  const title = "\\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\\.? [A-Z]\\w+|[\\w.+-]+@[\\w-]+\\.\\w+";
  const lines = places.map((index) => {
    const row = rows[index];
    const answer = qtFold(row.answer);
    const said = qtTidy(row.said);
    let bad = false;
    const add = (level, key, field) => {
      bad = bad || level === "bad";
      notes.push(qtNote(level, topic, key, index, field));
    };
    if (!qtFilled(said)) add("bad", "no_text", "said");
    let reply = "";
    let tested = null;
    if (answer === "cannot be done") {
      const reason = qtTidy(row.because);
      if (qtFilled(reason)) {
        const key = /^\p{Uppercase}/u.test(reason) ? "could_not_sentence" : "could_not";
        reply = qtSay(topic, key, { reason: qtStopped(reason) });
      } else add("bad", "no_reason", "because");
    } else if (answer === "done" || answer === "will be done") {
      const done = qtFilled(row.what)
        ? qtSay(topic, "did_action", { action: qtStopped(row.what) })
        : qtSay(topic, "did");
      reply = answer === "done" ? done : qtSay("replies", "will", { what: qtStopped(row.what) });
      tested = done;
    } else {
      reply = qtSay(topic, "deciding");
      add("warn", "no_answer", "answer");
    }
    const before = qtFilled(said) && reply ? `${qtSay(topic, "said", { said: qtStopped(said) })} ` : "";
    const shown = before ? before + reply : "";
    // As the domain tests it, before a promise takes the place of a deed.
    const judged = before ? before + (tested || reply) : "";
    if (qtRegex(title).test(judged) || names.some((name) => qtFold(judged).includes(name))) add("bad", "name", "said");
    const known = ["done", "will be done", "cannot be done"].includes(answer);
    return { index, answer, said, text: wrong.has(index) ? "" : shown, ready: Boolean(shown) && !bad && known && !wrong.has(index) };
  });
  if (places.some((index) => told[index] !== null)) {
    for (const one of lines) {
      if (one.ready && told[one.index] === null) notes.push(qtNote("info", "replies", "not_told", one.index, "told"));
    }
  }
  const ready = lines.filter((one) => one.ready);
  const count = (answer) => lines.filter((one) => one.answer === answer).length;
  return qtResult(qtSay(topic, ready.length === lines.length ? "all_ready" : "some_ready", { n: ready.length, items: lines.length }), notes, {
    table: qtTable(
      "replies",
      "said reply state",
      lines.map((one) => [one.said, one.text, qtSay("replies", one.ready ? "ready" : "not_ready")]),
    ),
    document: ready.map((one) => one.text).join("\n\n"),
    values: {
      rows: lines.length,
      ready: ready.length,
      done: count("done"),
      will: count("will be done"),
      cannot: count("cannot be done"),
      no_reason: lines.filter((one) => one.answer === "cannot be done" && !qtFilled(rows[one.index].because)).length,
      told: places.filter((index) => told[index] !== null).length,
    },
  });
};

// Loop ------------------------------------------------------------------------------------------------------------
/** The age by which at least half have been answered, those still waiting counted (Kaplan and Meier); else null. */
const qtWaitingMedian = (items) => {
  let left = 1;
  for (const day of [...new Set(items.map((one) => one.days))].sort((a, b) => a - b)) {
    const risk = items.filter((one) => one.days >= day).length;
    left *= 1 - items.filter((one) => one.days === day && one.replied !== null).length / risk;
    if (left <= 0.5 + 1e-12) return day;
  }
  return null;
};
const qtLoop = (value, settings, today) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("loop");
  const reader = qtReader();
  const notes = reader.notes;
  const items = [];
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const read = {};
    for (const name of ["received", "replied", "acted"]) read[name] = reader.date(row, name, index);
    if (!qtFilled(row.idea)) reader.note("bad", "no_idea", index, "idea");
    if (!qtTidy(row.received)) reader.note("bad", "no_received", index, "received");
    for (const name of Object.keys(read)) {
      if (read[name] !== null && read[name] > today) {
        reader.note("bad", "day_to_come", index, name);
        read[name] = null;
      }
    }
    if (read.received === null) return;
    const wait = (read.replied === null ? today : read.replied) - read.received;
    items.push({ ...read, idea: qtTidy(row.idea), again: qtFold(row.seen_before) === "yes", wait, days: Math.max(0, wait) });
  });
  if (!items.length) return qtResult(qtSay("loop", "sentence_wait"), notes);
  const topic = "feedback.loop";
  const n = items.length;
  const answered = items.filter((one) => one.replied !== null);
  const limit = Math.floor(qtSetting(settings, "reply_days", 14));
  const late = items.filter((one) => one.replied === null && one.days > limit).length;
  const median = qtWaitingMedian(items);
  const again = items.filter((one) => one.again).length;
  const acted = items.filter((one) => one.acted !== null).length;
  const before = items.filter((one) => one.wait < 0).length;
  const add = (level, key, slots) => notes.push(qtNote(level, topic, key, null, null, slots));
  if (before) add("warn", "before", { n: before });
  if (late) add("warn", "late", { n: late, days: limit });
  if (median === null) add("info", "no_median");
  if (answered.length && answered.length < n) {
    add("info", "kind", { days: qtSayNumber(qtMedian(answered.map((one) => one.days)), 1) });
  }
  if (again) add("info", "again", { n: again });
  const percent = 100 * (answered.length / n);
  const sentence = qtSay("loop", median === null ? "sentence_no_median" : "sentence", {
    day: qtSayDate(today),
    n,
    replied: answered.length,
    percent: qtSayNumber(percent, 1),
    days: median === null ? "" : qtSayNumber(median, 1),
    acted,
  });
  return qtResult(sentence, notes, {
    table: qtTable(
      "loop",
      "idea received reply acted before",
      items.map((one) => [
        one.idea,
        qtSayDate(one.received),
        qtSay("loop", one.replied === null ? "waiting" : "after", { n: one.days }),
        one.acted === null ? "" : qtSayDate(one.acted),
        one.again ? qtSay("loop", "yes") : "",
      ]),
      { date: qtSayDate(today) },
    ),
    values: {
      received: n,
      waiting: n - answered.length,
      late,
      replied_percent: qtRound(percent, 1),
      median_days: median === null ? null : qtRound(median, 1),
      acted,
      acted_percent: qtRound((100 * acted) / n, 1),
      repeats: again,
      repeats_percent: qtRound((100 * again) / n, 1),
    },
  });
};

qtAddTools({ replies: qtReplies, loop: qtLoop });
