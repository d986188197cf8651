// Tools about causes and ideas. The same results, to the letter, as qmslib/course/tools_causes.py; held to
// tests/vectors/tools.

// Words that tell ---------------------------------------------------------------------------------------------------
/** The first of the phrases that stands in the text. */
const qtListed = (phrases, text) => {
  const plain = qtFold(text);
  const stands = (phrase) =>
    plain.includes(phrase) && qtRegex(`${phrase.startsWith("'") ? "" : "(?<![\\w'])"}${qtEscape(phrase)}(?!\\w)`).test(plain);
  return phrases.find(stands) || "";
};
const qtFoundPhrase = (name, text) => qtListed(QMS_TOOL_TEXTS.words.causes[name], text);
/** The words that put it down to a person. */
const qtBlame = (text, people) => {
  const lists = QMS_TOOL_TEXTS.words.blame;
  const insult = qtListed(lists.always, text);
  if (insult) return insult;
  const lapses = lists.lapses.map(qtEscape).join("|");
  const names = people.map(qtFold).filter(Boolean);
  names.push(...names.flatMap((name) => name.split(" ").filter((part) => Array.from(part).length > 2)));
  const who = [...names, ...lists.people].map(qtEscape).join("|");
  const match = qtRegex(`(?<![\\w'])(?:${who})(?:'s \\w+)?(?: just| simply| often| again| always)? (?:${lapses})(?!\\w)`).exec(qtFold(text));
  if (match) return match[0];
  const capitals = qtRegex(`\\b[A-Z][a-z'’-]+ [A-Z][a-z'’-]+ (?:${lapses})\\b`).exec(qtTidy(text));
  return capitals ? qtFold(capitals[0]) : "";
};
const qtBlameHint = (text) => {
  const plain = qtFold(text);
  return Object.entries(QMS_TOOL_TEXTS.words.blame.hints).find(([key]) => plain.includes(key))[1];
};
/** The words that carry the meaning, cut to their beginnings. */
const qtContent = (text) => {
  const found = qtFold(text).match(/[\p{L}\p{Nl}\p{No}]{3,}/gu) || [];
  return new Set(
    found
      .filter((word) => !QMS_TOOL_TEXTS.words.causes.small.includes(word))
      .map((word) => (Array.from(word).length > 5 ? Array.from(word).slice(0, 5).join("") : word.replace(/s+$/, ""))),
  );
};
const qtPeople = (settings) => (settings.people || []).map(String);

// Whys ------------------------------------------------------------------------------------------------------------
const qtWhys = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("whys");
  const problem = qtTidy(settings.problem);
  const people = qtPeople(settings);
  const notes = [];
  const add = (level, key, row, field, slots) => notes.push(qtNote(level, "improvement.whys", key, row, field, slots));
  const chain = [];
  rows.forEach((row, index) => {
    const cause = qtTidy(row.why);
    const evidence = qtTidy(row.evidence);
    if (!cause && !evidence) return;
    if (!qtFilled(cause)) add("bad", "no_cause", index, "why");
    chain.push({ row: index, cause, evidence, control: qtFold(row.control), blame: qtBlame(cause, people), depth: chain.length + 1 });
  });
  chain.forEach((why, place) => {
    const { row, cause, evidence } = why;
    if (!qtFilled(cause)) return;
    const opinion = qtFoundPhrase("opinion", evidence);
    if (!qtFilled(evidence)) add("warn", "no_evidence", row, "evidence");
    else if (opinion) add("warn", "opinion", row, "evidence", { words: opinion });
    if (why.blame) add("warn", "blame", row, "why", { words: why.blame, hint: qtBlameHint(cause) });
    const coincidence = qtFoundPhrase("coincidence", cause) || qtFoundPhrase("coincidence", evidence);
    if (coincidence) add("warn", "coincidence", row, "why", { words: coincidence });
    const solution = qtFoundPhrase("solution", cause);
    if (solution) add("warn", "solution", row, "why", { words: solution });
    if (qtWords(cause).length < 3) add("warn", "vague", row, "why");
    if (qtBare(problem) && qtBare(cause) === qtBare(problem)) {
      add("bad", "circle", row, "why");
      return;
    }
    const same = chain.find((other) => other.row < row && qtBare(other.cause) === qtBare(cause));
    if (same) {
      add("bad", "repeat", row, "why", { other: same.row + 1 });
      return;
    }
    const effect = place ? chain[place - 1].cause : problem;
    if (!qtFilled(effect)) return;
    const meant = new Set([...qtContent(effect), ...qtContent(evidence)]);
    if (![...qtContent(cause)].some((word) => meant.has(word))) {
      add("warn", "leap", row, "why", { cause: qtShort(cause, 60), effect: qtShort(effect, 60) });
    }
  });
  const last = chain[chain.length - 1];
  if (last) {
    const outside = qtFoundPhrase("outside", last.cause);
    if (last.blame) add("bad", "blame_end", last.row, "why");
    const control = rows.some((row) => qtTidy(row.control)) ? "control" : "why";
    if (last.control === "no") add("warn", "no_control", last.row, control);
    else if (outside) add("warn", "outside", last.row, "why", { words: outside });
    else if (last.control !== "yes") add("info", "control_unknown", last.row, control);
    if (last.depth < 3) add(last.control === "yes" ? "info" : "warn", "short", last.row, null, { n: last.depth });
    if (last.depth > 7) add("info", "long", last.row, null, { n: last.depth });
  }
  const faults = notes.filter((note) => note.level === "bad" || note.level === "warn").length;
  const root = last ? last.cause : "";
  const key = !last ? "sentence_wait" : faults ? "sentence" : last.control === "yes" ? "sentence_sound" : "sentence_open";
  const sentence = qtSay("whys", key, { n: chain.length, faults, root: qtShort(root, 60) });
  const boxes = [{ cause: problem || qtSay("whys", "problem"), evidence: "" }, ...chain];
  return qtResult(sentence, notes, {
    table: qtTable("whys", "step why evidence", chain.map((why) => [why.depth, why.cause, why.evidence])),
    chart: last
      ? {
          type: "flow",
          title: sentence,
          alt: qtSay("whys", "alt", {
            problem: boxes[0].cause,
            parts: chain.map((why) => why.cause).join(` ${qtSay("whys", "because")} `),
          }),
          numbers: false,
          steps: boxes.map((box, place) => ({
            label: box.cause, who: box.evidence, within: "", to: place < chain.length ? [place + 1] : [], end: false,
          })),
        }
      : null,
    values: {
      whys: chain.length,
      no_evidence: chain.filter((why) => !qtFilled(why.evidence)).length,
      blame: chain.filter((why) => why.blame).length,
      root: root || null,
      sound: Boolean(last) && !faults,
    },
  });
};

// Fishbone --------------------------------------------------------------------------------------------------------
const qtFishbone = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("fishbone");
  const reader = qtReader();
  const notes = reader.notes;
  const topic = "improvement.fishbone";
  const people = qtPeople(settings);
  const add = (level, key, row, field, slots) => notes.push(qtNote(level, topic, key, row, field, slots));
  const head = rows.map((row, index) => index).filter((index) => qtBare(rows[index].bone) === "the problem");
  for (const index of head.slice(1)) reader.note("bad", "problem_twice", index, "cause");
  const problem = head.length ? qtTidy(rows[head[0]].cause) : "";
  const [top, beside] = head.length ? [head[0], "cause"] : [null, null];
  const remedy = qtFoundPhrase("solution", problem);
  if (!qtFilled(problem)) add("bad", "no_problem", top, beside);
  else if (remedy) add("warn", "problem_solution", top, beside, { words: remedy });
  const names = new Map();
  const named = (bone) => {
    if (!names.has(qtFold(bone))) names.set(qtFold(bone), bone);
    return names.get(qtFold(bone));
  };
  for (const bone of (settings.bones || []).map(String)) if (qtFilled(bone)) names.set(qtFold(bone), bone);
  const causes = [];
  rows.forEach((row, index) => {
    let bone = qtTidy(row.bone);
    const cause = qtTidy(row.cause);
    if (head.includes(index) || !(bone || cause)) return;
    if (!qtFilled(cause)) {
      add("bad", "no_cause", index, "cause");
      if (qtFilled(bone)) named(bone);
      return;
    }
    if (!qtFilled(bone)) {
      add("bad", "no_bone", index, "bone");
      bone = "–";
    }
    bone = named(bone);
    const same = causes.find((other) => qtBare(other.cause) === qtBare(cause));
    if (same && same.bone === bone) add("warn", "duplicate", index, "cause", { other: same.row + 1 });
    else if (same) add("info", "two_bones", index, "cause", { other: same.row + 1, bone: same.bone });
    const solution = qtFoundPhrase("solution", cause);
    if (solution) add("warn", "solution", index, "cause", { words: solution });
    const blame = qtBlame(cause, people);
    if (blame) add("warn", "blame", index, "cause", { words: blame, hint: qtBlameHint(cause) });
    causes.push({ row: index, bone, cause, agreed: qtFold(row.agreed) === "yes" });
  });
  const bones = [...names.values()].map((name) => ({ name, causes: causes.filter((one) => one.bone === name) }));
  const used = bones.filter((bone) => bone.causes.length).length;
  for (const bone of bones) if (!bone.causes.length) add("warn", "empty_bone", null, "bone", { bone: bone.name });
  if (bones.length > 8) add("warn", "bones", null, "bone", { n: bones.length });
  if (used === 1 && causes.length > 2) add("info", "one_bone", null, "bone");
  const agreed = causes.filter((one) => one.agreed).length;
  if (agreed && agreed < causes.length) notes.push(qtNote("info", "fishbone", "not_agreed", null, null, { n: causes.length - agreed }));
  const shown = qtFilled(problem) ? qtShort(problem, 60) : qtSay(topic, "no_problem_short");
  const sentence = causes.length
    ? qtSay("fishbone", agreed ? "sentence_agreed" : "sentence", { n: causes.length, bones: used, problem: shown, agreed })
    : qtSay(topic, "sentence_none", { problem: shown });
  const said = bones.map((bone) =>
    qtSay("improvement.bones", bone.causes.length ? "alt_bone" : "alt_empty", {
      bone: bone.name, causes: bone.causes.map((one) => one.cause).join("; "),
    }),
  );
  return qtResult(sentence, notes, {
    table: qtTable(
      "fishbone",
      "bone cause agreed",
      bones.flatMap((bone) => bone.causes.map((one) => [one.bone, one.cause, one.agreed ? qtSay("fishbone", "yes") : ""])),
      { problem: shown },
    ),
    chart: bones.length
      ? {
          type: "fishbone",
          title: sentence,
          alt: qtSay("improvement.bones", "alt", { problem: shown, bones: said.join(" ") }),
          problem: shown,
          bones: bones.map((bone) => ({
            name: bone.name, causes: bone.causes.map((one) => ({ text: one.cause, agreed: one.agreed })),
          })),
        }
      : null,
    values: { problem: problem || null, causes: causes.length, bones: used, agreed },
  });
};

// Ideas -----------------------------------------------------------------------------------------------------------
const QT_QUADRANTS = ["quick win", "big project", "fill-in", "drop"];
const qtIdeas = (value) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("ideas");
  const reader = qtReader();
  const topic = "improvement.grid";
  const clean = reader.rows(rows, [], ["impact", "effort"]);
  const notes = reader.notes;
  const middle = 3;
  const found = [];
  clean.forEach((row, index) => {
    const { idea: name = "", impact, effort } = row;
    if (!name && impact === null && effort === null) return;
    const before = notes.length;
    const ends = { low: 1, high: 5 };
    if (!qtFilled(name)) notes.push(qtNote("bad", topic, "no_option", index, "idea"));
    for (const field of ["impact", "effort"]) {
      const figure = row[field];
      if (figure === null) notes.push(qtNote("bad", topic, `no_${field}`, index, field, ends));
      else if (figure < 1 || figure > 5) notes.push(qtNote("bad", topic, "range", index, field, { found: qtSayNumber(figure), ...ends }));
    }
    if (notes.length > before) return;
    const same = found.find((other) => qtBare(other.name) === qtBare(name));
    if (same) notes.push(qtNote("warn", topic, "duplicate", index, "idea", { other: same.row + 1 }));
    if (impact === middle || effort === middle) {
      const side = impact === middle && effort === middle ? "both" : impact === middle ? "high impact" : "low effort";
      notes.push(qtNote("info", topic, "on_line", index, null, { side: qtSay(topic, side) }));
    }
    const place = impact >= middle ? (effort <= middle ? 0 : 1) : effort <= middle ? 2 : 3;
    found.push({ row: index, name, impact, effort, place, owner: qtTidy(rows[index].owner) });
  });
  const placed = [...found].sort(
    (a, b) => a.place - b.place || a.effort - a.impact - (b.effort - b.impact) || b.impact - a.impact || a.row - b.row,
  );
  placed.forEach((one, at) => {
    const before = placed[at - 1];
    one.rank = before && before.impact === one.impact && before.effort === one.effort ? before.rank : at + 1;
  });
  if (rows.some((row) => qtFilled(row.owner))) {
    for (const one of placed) if (one.place < 2 && !qtFilled(one.owner)) notes.push(qtNote("info", "ideas", "no_owner", one.row, "owner"));
  }
  const within = (place) => placed.filter((one) => one.place === place).map((one) => one.name);
  const best = placed.filter((one) => one.rank === 1);
  const top = best.filter((one) => one.place < 3);
  const [quick, big, fill, drop] = [0, 1, 2, 3].map((place) => within(place).length);
  const key = !placed.length ? "sentence_empty" : placed[0].place === 3 ? "sentence_none" : best.length > 1 ? "sentence_tie" : "sentence";
  const sentence = qtSay(topic, key, {
    quick, big, fill, drop,
    ties: qtJoin(best.map((one) => `“${one.name}”`)),
    first: best.length ? best[0].name : "",
  });
  const parts = QT_QUADRANTS.map((name, place) => {
    const options = placed
      .filter((one) => one.place === place)
      .map((one) => qtSay(topic, "alt_option", { option: one.name, impact: qtSayNumber(one.impact), effort: qtSayNumber(one.effort) }));
    return qtSay(topic, "alt_part", { name: qtSay(topic, name), options: options.join("; ") || "–" });
  });
  return qtResult(sentence, notes, {
    table: qtTable(
      "ideas",
      "rank idea impact effort quadrant owner",
      placed.map((one) => [
        one.rank, one.name, qtRound(one.impact, 2), qtRound(one.effort, 2), qtSay(topic, QT_QUADRANTS[one.place]), one.owner,
      ]),
    ),
    chart: placed.length
      ? {
          type: "grid",
          title: sentence,
          alt: qtSay(topic, "alt", { parts: parts.join(" ") }),
          x: placed.map((one) => qtRound(one.effort, 2)),
          y: placed.map((one) => qtRound(one.impact, 2)),
          labels: placed.map((one) => one.name),
          low: 1,
          high: 5,
          quadrants: QT_QUADRANTS.map((name) => qtSay(topic, name)),
          x_label: qtSay(topic, "x"),
          y_label: qtSay(topic, "y"),
        }
      : null,
    values: {
      ideas: placed.length,
      ranked: placed.map((one) => one.name),
      quick_wins: within(0),
      big_projects: within(1),
      fill_ins: within(2),
      drop: within(3),
      first: top.length === 1 ? top[0].name : null,
    },
  });
};

qtAddTools({ whys: qtWhys, fishbone: qtFishbone, ideas: qtIdeas });
