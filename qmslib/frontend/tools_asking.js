// Tools about asking for feedback. The same results, to the letter, as qmslib/course/tools_asking.py; held to
// tests/vectors/tools.

// Questions: the words of one question ----------------------------------------------------------------------------
const qtWordList = (name) => {
  const longest = [...QMS_TOOL_TEXTS.words.questions[name]].sort((a, b) => b.length - a.length);
  return `(?<![\\w])(?:${longest.map(qtEscape).join("|")})(?![\\w])`;
};
const qtFirstOf = (name, text) => {
  const match = qtRegex(qtWordList(name)).exec(qtFold(text));
  return match ? match[0] : "";
};
const qtWithout = (name, text) => text.replace(qtRegex(qtWordList(name), "g"), " ");
const qtCut = (text, pattern, flags = "g", by = " ") => text.replace(qtRegex(pattern, flags), by);

const qtDoubleBarrelled = (text, kind) => {
  if (text.split("?").length > 2 && !qtRegex("\\?\\s*\\((?:.*)\\)\\s*$").test(text)) return "?";
  let asked = qtCut(text, "\\([^)]*\\)");
  asked = qtCut(asked, "\\b(?:for example|such as|for instance|e\\.g\\.|including)\\b[^?]*", "gi");
  asked = qtCut(asked, "^\\s*(?:thinking|looking|considering|in|over|during|since|when|if|after|before|on)\\b[^,?]*,", "gi");
  asked = qtCut(asked, "\\bbetween\\b[^?]*?\\band\\b", "gi", " between ");
  asked = qtCut(asked, "\\b[A-Z][\\w'’-]*(?:,\\s[A-Z][\\w'’-]*)*\\s(?:and|or|&)\\s[A-Z][\\w'’-]*");
  asked = qtCut(asked, "\\b\\d+\\b[^,?]*?\\b(?:and|or)\\s+\\d+\\b");
  let plain = qtWithout("fixed_pairs", qtFold(asked));
  plain = qtCut(plain, "\\b(\\w+) or (?:un|in|im|ir|dis)\\1\\b");
  if (kind === "open" || kind === "choice" || qtRegex("\\b(?:prefer|rather|choose)\\b").test(plain)) {
    plain = qtCut(plain, "\\bor\\b");
    if (kind === "open") plain = qtCut(plain, "\\band\\b");
  }
  const found = qtRegex("\\b(and/or|as well as|and|or)\\b|(?<=[a-z])/(?=[a-z])").exec(plain);
  return found ? found[0] : "";
};
const qtLoaded = (text) =>
  qtFirstOf(
    "loaded",
    qtCut(qtFold(text), "\\b\\d+\\s*(?:is|means|being|stands for|=)\\s*(?:very\\s)?\\w+|\\bfrom\\s[\\w ]+?\\sto\\s(?:very\\s)?\\w+"),
  );
const qtVague = (text) =>
  qtFirstOf("vague", qtCut(qtFold(text), "\\bhow (?:many times|often|regularly|frequently|recently|soon)\\b"));
const qtLeading = (text) => {
  const plain = qtWithout("balanced_pairs", qtFold(text));
  const praise = QMS_TOOL_TEXTS.words.questions.leading_praise.map(qtEscape).join("|");
  const found =
    qtRegex(qtWordList("leading")).exec(plain) ||
    qtRegex("^(?:do|did|would) you agree\\b").exec(plain) ||
    qtRegex(`\\bhow (?:${praise})\\b(?! or)`).exec(qtFold(text));
  if (found) return found[0];
  const tail = qtRegex(",\\s*(?:isn't|aren't|wasn't|don't|doesn't|didn't|won't|right)\\b[^?]{0,15}\\?\\s*$").exec(plain);
  return tail ? tail[0].replace(/^[ ,]+|[ ,]+$/g, "") : "";
};
const qtDoubleNegative = (text) => {
  const negatives = QMS_TOOL_TEXTS.words.questions.negatives;
  for (const sentence of qtWithout("balanced_pairs", qtFold(text)).split(/[.?!;]/)) {
    const words = sentence.match(qtRegex("[\\w']+", "g")) || [];
    const found = words.filter((word) => negatives.includes(word) || word.endsWith("n't"));
    if (found.length > 1) return found.slice(0, 2).join(" … ");
  }
  return "";
};
const qtJargon = (text) => {
  const found = qtFirstOf("jargon", text);
  if (found || text.toUpperCase() === text) return found;
  const known = QMS_TOOL_TEXTS.words.questions.known_capitals;
  for (const [word] of text.matchAll(qtRegex("\\b[A-Z]{2,6}s?\\b", "g"))) {
    const explained = qtRegex(`\\(${word}\\)|\\b${word}\\s*\\(`).test(text);
    if (!known.includes(word) && !known.includes(word.replace(/s+$/, "")) && !explained) return word;
  }
  return "";
};
const qtTooLong = (text) => {
  const count = qtWords(text).length;
  return count > 25 ? String(count) : "";
};
const qtHardToRead = (text) => {
  const ease = qtReadingEase(text);
  return ease !== null && qtWords(text).length >= 10 && ease < 30 ? ease.toFixed(0) : "";
};
const qtAimsOf = (text) =>
  Object.entries(QMS_TOOL_TEXTS.words.questions.aims)
    .filter(([, marks]) => marks.some((mark) => qtRegex(`(?<!\\w)${qtEscape(mark)}`).test(qtFold(text))))
    .map(([aim]) => aim);

/** Fault, level and telling words of one question. */
const qtQuestionFaults = (text, kind, anonymous) => {
  const joined = qtDoubleBarrelled(text, kind);
  const leading = qtLeading(text);
  const loaded = qtLoaded(text);
  return [
    ["double_barrelled", joined === "or" ? "warn" : "bad", joined],
    ["leading", "bad", leading],
    ["loaded", "warn", leading && leading.includes(loaded) ? "" : loaded],
    ["double_negative", "bad", qtDoubleNegative(text)],
    ["absolute", "warn", qtFirstOf("absolutes", text)],
    ["vague", "warn", kind === "open" ? "" : qtVague(text)],
    ["jargon", "warn", qtJargon(text)],
    ["long", "warn", qtTooLong(text)],
    ["hard", "info", qtHardToRead(text)],
    ["identifying", "bad", anonymous ? qtFirstOf("identifying", text) : ""],
  ].filter((entry) => entry[2]);
};
const QT_QUESTION_KINDS = { scale: "scale", "yes or no": "yes/no", "one of a list": "choice", "open text": "open" };
const QT_AIMS = ["satisfied", "want", "appreciate", "complaints", "suggestions"];
const QT_OPEN_STARTS = [
  "what ", "why ", "which ", "tell us", "please tell", "describe", "please describe", "any other", "please add",
  "is there anything",
];
/** Without a type its first words may tell that a question is open. */
const qtGuessedKind = (text) => (QT_OPEN_STARTS.some((start) => qtFold(text).startsWith(start)) ? "open" : "");

const qtQuestions = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("questions");
  const reader = qtReader();
  const asked = [];
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const text = qtTidy(row.question);
    const type = qtFold(row.type);
    const kind = Object.hasOwn(QT_QUESTION_KINDS, type) ? QT_QUESTION_KINDS[type] : "";
    if (!kind) reader.note("bad", "no_type", index, "type");
    if (!qtWords(text).length) reader.note("bad", "no_question", index, "question");
    else asked.push({ index, text, kind: kind || qtGuessedKind(text), chosen: kind, stuck: kind && kind !== "open" && qtFold(row.na) === "no" });
  });
  const notes = reader.notes;
  if (!asked.length) return qtResult(qtSay("tools", "wait", { missing: qtSay("tools", "need_question") }), notes);
  const topic = "feedback.questionnaire";
  const faults = [];
  const add = (fault, level, words, index = null) => {
    faults.push({ fault, level, index });
    const text = `${qtSay(topic, fault, { words })} ${qtSay(topic, `${fault}_hint`, { words })}`;
    notes.push(qtPlainNote(level, index === null ? text : `Row ${index + 1}: ${text}`, index, index === null ? null : "question"));
  };
  const aims = Object.fromEntries(QT_AIMS.map((aim) => [aim, []]));
  for (const one of asked) {
    for (const [fault, level, words] of qtQuestionFaults(one.text, one.kind, settings.anonymous !== false)) {
      add(fault, level, words, one.index);
    }
    if (one.stuck) add("no_not_applicable", "warn", "", one.index);
    for (const aim of qtAimsOf(one.text)) aims[aim].push(one.index + 1);
  }
  const gone = QT_AIMS.filter((aim) => !aims[aim].length);
  for (const aim of gone) add("missing_aim", "warn", qtSay(topic, `aim_${aim}`));
  if (!asked.some((one) => one.kind === "open")) add("no_open_question", "warn", "");
  if (typeof settings.intro === "string") {
    if (!qtFirstOf("promise", settings.intro)) add("no_promise", "warn", "");
    if (!qtFirstOf("consent", settings.intro)) add("no_consent", "warn", "");
  }
  const bad = new Set(faults.filter((one) => one.level === "bad" && one.index !== null).map((one) => one.index)).size;
  const look = faults.filter((one) => one.level === "warn").length;
  const key = bad ? "bad" : look ? "look" : "good";
  let sentence = qtSay(topic, key, { n: bad || asked.length, of: asked.length, look });
  if (gone.length) sentence += ` ${qtSay(topic, "aims_gone", { aims: qtJoin(gone.map((aim) => qtSay(topic, `aim_${aim}`))) })}`;
  const ease = qtReadingEase(asked.map((one) => `${one.text.replace(/[?. ]+$/, "")}.`).join(" "));
  return qtResult(sentence, notes, {
    table: qtTable(
      "questions",
      "aim questions",
      QT_AIMS.map((aim) => [qtSay(topic, `aim_${aim}`), aims[aim].join(", ") || qtSay("questions", "none")]),
    ),
    values: {
      questions: asked.length,
      bad,
      look,
      aims: QT_AIMS.filter((aim) => aims[aim].length),
      aims_missing: gone,
      open: asked.filter((one) => one.chosen === "open").length,
      reading_ease: ease === null ? null : qtRound(ease, 1),
    },
  });
};

// Cards -----------------------------------------------------------------------------------------------------------
const QT_CARD_PERVERSE = [
  ["fewer_complaints", "(number of|fewer|count of|reduce) complaints|complaints received"],
  ["speed_alone", "\\b(speed|time|minutes|days|fast|quick)\\b"],
  ["volume", "\\b(number of|volume|handled|closed|processed) .*(cases|calls|requests|files)"],
  ["pay", "\\b(pay|bonus|appraisal|award|ranking)\\b"],
];
const qtCards = (value) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("cards");
  const reader = qtReader();
  const places = rows.map((row, index) => index).filter((index) => !qtBlank(rows[index]));
  for (const index of places) {
    const low = reader.signed(rows[index], "low", index);
    const high = reader.signed(rows[index], "high", index);
    if (low !== null && high !== null && low > high) reader.note("bad", "low_high", index, "high");
  }
  const notes = reader.notes;
  const seen = new Set();
  for (const index of places) {
    const add = (level, key, field) => notes.push(qtNote(level, "feedback.cards", key, index, field));
    const has = (pattern, text) => qtRegex(pattern, "i").test(text);
    const text = {};
    for (const [name, field] of [["indicator", "name"], ["formula"], ["source"], ["frequency"], ["target"], ["owner"]]) {
      text[name] = qtFilled(rows[index][name]) ? qtTidy(rows[index][name]) : "";
      if (!text[name]) add("bad", `no_${field || name}`, name);
    }
    const name = qtFold(text.indicator);
    if (name && seen.has(name)) add("bad", "twice", "indicator");
    seen.add(name);
    const { formula, target } = text;
    const fraction = "/|÷|\\bdivided by\\b|\\bper\\b|\\bout of\\b|\\bof all\\b|\\bas a (?:share|percentage) of\\b";
    if (formula && !has(fraction, formula) && !has("\\b(median|mean|average|percentile|count)\\b", formula)) {
      add("warn", "no_fraction", "formula");
    }
    if (target && !has("\\d", target)) add("warn", "no_number", "target");
    // As the domain joins them: what the form does not ask for stands there as stated.
    const about = `${text.indicator} stated ${formula}`;
    if (has("\\b(sales|turnover of goods|market share|profit|revenue|footfall)\\b", about)) add("warn", "outside", "indicator");
    for (const [key, pattern] of QT_CARD_PERVERSE) if (has(pattern, about)) add("info", key, "formula");
  }
  const own = (index, test) => notes.filter((note) => note.row === index && test(note)).length;
  const isBad = (note) => note.level === "bad";
  const ready = places.filter((index) => !own(index, isBad));
  return qtResult(qtSay("cards", "sentence", { n: ready.length, cards: places.length }), notes, {
    table: qtTable(
      "cards",
      "indicator state faults cautions",
      places.map((index) => [
        qtTidy(rows[index].indicator),
        qtSay("cards", ready.includes(index) ? "ready" : "not_ready"),
        own(index, isBad),
        own(index, (note) => !isBad(note)),
      ]),
    ),
    values: {
      cards: places.length,
      ready: ready.length,
      faults: notes.filter(isBad).length,
      cautions: notes.filter((note) => !isBad(note)).length,
    },
  });
};

// Survey load -----------------------------------------------------------------------------------------------------
const qtSurveyLoad = (value, settings) => {
  const rows = qtRows(value);
  if (rows.every(qtBlank)) return qtBlankResult("survey_load");
  const reader = qtReader();
  const counts = [0, 0, 0, 0];
  const minutes = [0, 0, 0, 0];
  let n = 0;
  let hours = 0;
  rows.forEach((row, index) => {
    if (qtBlank(row)) return;
    const people = reader.whole(row, "people", index);
    let times = reader.whole(row, "times_a_year", index);
    const length = reader.number(row, "minutes", false, index);
    if (!qtFilled(row.survey)) reader.note("bad", "no_survey", index, "survey");
    for (const name of ["people", "times_a_year", "minutes"]) {
      if (!qtTidy(row[name])) reader.note("bad", `no_${name}`, index, name);
    }
    for (const [name, figure, high] of [["people", people, 100000], ["minutes", length, 480]]) {
      if (figure !== null && figure > high) {
        reader.note("bad", "not_between", index, name, { found: qtSayNumber(figure), low: 0, high: qtSayNumber(high) });
      }
    }
    if (times !== null && times > 52) {
      reader.note("bad", "too_often", index, "times_a_year", { found: qtSayNumber(times) });
      times = null;
    }
    if (people === null || times === null || length === null || people > 100000 || length > 480) return;
    n += 1;
    hours += (people * times * length) / 60;
    const mine = [0, 0, 0, 0];
    for (let sending = 0; sending < times; sending += 1) {
      const quarter = [0, 1, 2, 3].sort((a, b) => mine[a] - mine[b] || counts[a] - counts[b] || minutes[a] - minutes[b] || a - b)[0];
      mine[quarter] += 1;
      counts[quarter] += 1;
      minutes[quarter] += length;
    }
  });
  const notes = reader.notes;
  const sendings = counts.reduce((sum, count) => sum + count, 0);
  if (!sendings) return qtResult(qtSay("survey_load", "sentence_wait"), notes);
  const maxSurveys = Math.floor(qtSetting(settings, "max_surveys", 2));
  const maxMinutes = qtSetting(settings, "max_minutes", 30);
  const isOver = (quarter) => counts[quarter] > maxSurveys || minutes[quarter] > maxMinutes;
  const over = [0, 1, 2, 3].filter(isOver).length;
  const topic = "feedback.load";
  if (typeof settings.consent === "string") {
    const said = (key) => qtSay(topic, key).split("|").some((word) => settings.consent.toLowerCase().includes(word));
    if (!said("consent_free")) notes.push(qtNote("warn", topic, "consent_not_free"));
    if (!said("consent_stop")) notes.push(qtNote("warn", topic, "consent_no_stop"));
  }
  if (over) notes.push(qtNote("warn", topic, "what_now"));
  const mostSurveys = Math.max(...counts);
  const mostMinutes = Math.max(...minutes);
  const limit = qtSayNumber(maxMinutes, 1);
  const slots = {
    surveys: mostSurveys,
    minutes: qtSayNumber(mostMinutes, 1),
    max_surveys: maxSurveys,
    max_minutes: limit,
    hours: qtSayNumber(hours, 1),
  };
  const sentence = qtSay("survey_load", over ? "over" : "within", slots);
  const shown = [1, 2, 3, 4].map((quarter) => qtSay("survey_load", "quarter", { n: quarter }));
  const heights = minutes.map((height) => qtRound(height, 2));
  return qtResult(sentence, notes, {
    table: qtTable(
      "survey_load",
      "quarter surveys minutes state",
      shown.map((name, quarter) => [
        name, counts[quarter], heights[quarter], qtSay("survey_load", isOver(quarter) ? "state_over" : "state_within"),
      ]),
    ),
    chart: {
      type: "bars",
      title: qtSay("survey_load", over ? "title_over" : "title_within", slots),
      alt: qtSay("survey_load", "alt", {
        parts: shown.map((name, quarter) => `${name} ${qtSayNumber(heights[quarter])}`).join(", "),
        limit,
      }),
      x: shown,
      y: heights,
      unit: qtSay("survey_load", "unit"),
      marks: [{ at: qtRound(maxMinutes, 2), label: qtSay("survey_load", "mark", { limit }) }],
    },
    values: {
      surveys: n,
      sendings,
      most_surveys: mostSurveys,
      most_minutes: qtRound(mostMinutes, 2),
      over,
      hours_a_year: qtRound(hours, 1),
    },
  });
};

qtAddTools({ questions: qtQuestions, cards: qtCards, survey_load: qtSurveyLoad });
