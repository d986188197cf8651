// Tools about standards. The same results, to the letter, as qmslib/course/tools.py; held to tests/vectors/tools.

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
  agreement: qtAgreement,
  target: qtTarget,
  register: qtRegister,
  needs: qtNeeds,
  baseline: qtBaseline,
  version: qtVersion,
});
