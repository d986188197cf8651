// What the tools and checks share: reading numbers, dates and words as people type them. The same rules, to the
// letter, as qmslib/_common and qmslib/course/tool_io.py. Dates are day numbers since 1970, moments are minutes.

const QT_SPACE = /[ \t\n\r\f\v\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
const QT_STAND_INS = new Set([
  "tbc", "tbd", "tba", "todo", "to do", "x", "xx", "xxx", "n a", "don t know", "dont know", "not known", "not sure",
  "unknown", "to be confirmed", "to be decided", "to be agreed",
]);

const qtTidy = (text) => (typeof text === "string" ? text.replace(QT_SPACE, " ").replace(/^ +| +$/g, "") : "");
const qtFold = (text) =>
  qtTidy(text)
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-");
const qtBare = (text) => qtFold(text).replace(/[^\p{L}\p{N}]+/gu, " ").replace(/^ +| +$/g, "");
const qtWords = (text) => qtTidy(text).split(" ").filter((word) => /[\p{L}\p{N}]/u.test(word));
const qtFilled = (text) => {
  const plain = qtBare(text);
  return plain !== "" && !QT_STAND_INS.has(plain);
};
const qtShort = (text, longest = 40) => {
  const letters = Array.from(text);
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}\u2026`;
};
const qtJoin = (items) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

const qtPatternCache = {};
const qtPattern = (name, flags = "") => {
  const key = `${name}/${flags}`;
  if (!qtPatternCache[key]) qtPatternCache[key] = new RegExp(QMS_TOOL_TEXTS.patterns[name], flags);
  return qtPatternCache[key];
};
const qtFind = (name, text) => {
  const match = qtPattern(name).exec(qtFold(text));
  return match ? match[0] : "";
};
const qtHasNumber = (text) => qtFind("number", text) !== "";

/**
 * A pattern in Python's spelling: there \\w, \\b and \\d know all letters and digits, and "-" and "/" need no care.
 * Inside square brackets \\w and \\d give the same letters and digits.
 */
const qtRegex = (source, flags = "") => {
  const key = `re/${source}/${flags}`;
  if (qtPatternCache[key]) return qtPatternCache[key];
  const word = "\\p{L}\\p{N}_";
  let inside = false;
  const made = source.replace(/\\.|\[|\]/gs, (part) => {
    if (part === "[") inside = true;
    else if (part === "]") inside = false;
    else if (part === "\\w") return inside ? word : `[${word}]`;
    else if (part === "\\d") return "\\p{Nd}";
    else if (part === "\\b") return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`;
    return part;
  });
  qtPatternCache[key] = new RegExp(made, `${flags}u`);
  return qtPatternCache[key];
};
/** A text of which a pattern shall take every letter as it is. */
const qtEscape = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
/** Texts in Python's order: letter by letter as they are numbered. */
const qtOrder = (one, two) => {
  const [first, second] = [Array.from(one), Array.from(two)];
  for (let at = 0; at < first.length && at < second.length; at += 1) {
    if (first[at] !== second[at]) return first[at].codePointAt(0) - second[at].codePointAt(0);
  }
  return first.length - second.length;
};

/** A sentence from the texts, with {name} and {name?day|days} filled in. */
const qtSay = (topic, key, slots = {}) =>
  QMS_TOOL_TEXTS[topic][key].replace(/\{(\w+)(?:\?([^|{}]*)\|([^{}]*))?\}/g, (whole, name, one, many) => {
    const value = String(slots[name]);
    return one === undefined ? value : value === "1" ? one : many;
  });
const qtNote = (level, topic, key, row = null, field = null, slots = {}) => {
  const text = qtSay(topic, key, slots);
  return { level, row, field, text: row === null ? text : `Row ${row + 1}: ${text}` };
};
const qtPlainNote = (level, text, row = null, field = null) => ({ level, row, field, text });

// Reading ease ----------------------------------------------------------------------------------------------------
const qtSyllables = (word) => {
  const letters = qtFold(word).replace(/[^a-z]/g, "");
  let groups = (letters.match(/[aeiouy]+/g) || []).length;
  if (groups > 1 && /(?:(?:[^laeiouy]|[aeiouy]l)es?|[^tdaeiouy]ed)$/.test(letters) && !/(?:[sxz]|ch|sh|[cg])es$/.test(letters)) {
    groups -= 1;
  }
  return Math.max(1, groups);
};
const qtSentences = (text) => {
  let count = 0;
  for (const line of text.split(/[\r\n]+/)) {
    const plain = qtFold(line).replace(/(?<![a-z])(e\.g|i\.e|mr|mrs|ms|dr|no|approx)\.(?= )/g, "$1");
    count += plain.split(/[.!?;]+(?= |$)/).filter((part) => qtWords(part).length).length;
  }
  return count;
};
/** Flesch's reading ease, or null without words. */
const qtReadingEase = (text) => {
  const words = qtWords(text);
  if (!words.length) return null;
  const syllables = words.reduce((sum, word) => sum + qtSyllables(word), 0);
  return 206.835 - (1.015 * words.length) / Math.max(1, qtSentences(text)) - (84.6 * syllables) / words.length;
};

// Numbers ---------------------------------------------------------------------------------------------------------
const qtNumber = (text) => {
  if (typeof text === "number") return Math.abs(text) <= 1e12 ? text : null;
  if (typeof text !== "string") return null;
  const bare = text
    .replace(/[ \t\r\n\u00a0\u2009\u202f]+/g, "")
    .replace(/\u2212/g, "-")
    .replace(/^([+-]?)[£$€¥]/, "$1")
    .replace(/(?:%|[hd]|[A-Za-z]{2,})$/, "");
  if (!/^[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)$/.test(bare)) return null;
  const value = Number(bare.replace(/,/g, ""));
  return Math.abs(value) <= 1e12 ? value : null;
};
const qtRound = (value, places = 0) => {
  const scale = 10 ** places;
  const result = Math.floor(Math.abs(value) * scale + 0.5 + 1e-9) / scale;
  return value < 0 && result !== 0 ? -result : result;
};
const qtSayNumber = (value, places = 2) => {
  const scale = 10 ** places;
  const whole = Math.floor(Math.abs(value) * scale + 0.5 + 1e-9);
  let text = String(Math.floor(whole / scale)).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
  const rest = whole % scale;
  if (places && rest) text += `.${String(rest).padStart(places, "0").replace(/0+$/, "")}`;
  return value < 0 && whole ? `-${text}` : text;
};
const qtSayMoney = (value) => {
  let text = qtSayNumber(Math.abs(value), 2);
  if (text.includes(".") && text.split(".")[1].length === 1) text += "0";
  return (value < 0 && text !== "0" ? "-£" : "£") + text;
};

// Shares and medians ---------------------------------------------------------------------------------------------
const qtWilson = (hits, n) => {
  const z = 1.959963984540054;
  const share = hits / n;
  const centre = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const low = (centre - spread) / (1 + (z * z) / n);
  const high = (centre + spread) / (1 + (z * z) / n);
  return [hits === 0 ? 0 : Math.max(0, low), hits === n ? 1 : Math.min(1, high)];
};
const qtMedian = (numbers) => {
  const ordered = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
};

// Dates -----------------------------------------------------------------------------------------------------------
const QT_MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December",
];
const QT_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const QT_ISO = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[t ]([0-9]{2}):([0-9]{2})(?::[0-9]{2})?)?$/;

const qtMakeDate = (year, month, day) => {
  if (year < 1900 || year > 2100) return null;
  const moment = new Date(Date.UTC(year, month - 1, day));
  return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day ? moment.getTime() / 86400000 : null;
};
const qtDate = (text) => {
  const plain = qtFold(text);
  let match = QT_ISO.exec(plain);
  if (match) {
    if (match[4] !== undefined && (Number(match[4]) > 23 || Number(match[5]) > 59)) return null;
    return qtMakeDate(Number(match[1]), Number(match[2]), Number(match[3]));
  }
  match = /^([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})$/.exec(plain);
  if (match) return qtMakeDate(Number(match[3]), Number(match[2]), Number(match[1]));
  match = /^([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]{3,9}),? ([0-9]{4})$/.exec(plain);
  if (match) {
    const month = QT_MONTHS.findIndex((name, index) => {
      const full = name.toLowerCase();
      return match[2] === full || match[2] === full.slice(0, 3) || (index === 8 && match[2] === "sept");
    });
    return month < 0 ? null : qtMakeDate(Number(match[3]), month + 1, Number(match[1]));
  }
  return null;
};
const qtMoment = (text) => {
  const match = QT_ISO.exec(qtFold(text));
  if (!match || match[4] === undefined) return null;
  const day = qtMakeDate(Number(match[1]), Number(match[2]), Number(match[3]));
  if (day === null || Number(match[4]) > 23 || Number(match[5]) > 59) return null;
  return day * 1440 + Number(match[4]) * 60 + Number(match[5]);
};
const qtTwo = (number) => String(number).padStart(2, "0");
const qtParts = (day) => {
  const moment = new Date(day * 86400000);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth(), day: moment.getUTCDate() };
};
const qtIso = (day) => {
  const parts = qtParts(day);
  return `${parts.year}-${qtTwo(parts.month + 1)}-${qtTwo(parts.day)}`;
};
const qtDayOf = (moment) => Math.floor(moment / 1440);
const qtHourOf = (moment) => {
  const minutes = moment - qtDayOf(moment) * 1440;
  return `${qtTwo(Math.floor(minutes / 60))}:${qtTwo(minutes % 60)}`;
};
/** Monday is 0; day 0, 1 January 1970, was a Thursday. */
const qtWeekday = (day) => (((day + 3) % 7) + 7) % 7;
const qtSayDate = (day) => {
  const parts = qtParts(day);
  return `${parts.day} ${QT_MONTHS[parts.month]} ${parts.year}`;
};
const qtSayDay = (day) => `${QT_DAYS[qtWeekday(day)]} ${qtSayDate(day)}`;
const qtSayMoment = (moment) => `${qtSayDay(qtDayOf(moment))} at ${qtHourOf(moment)}`;
const qtAddMonths = (day, months) => {
  const parts = qtParts(day);
  const index = parts.year * 12 + parts.month + months;
  const year = Math.floor(index / 12);
  const month = index % 12;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(parts.day, last)) / 86400000;
};
const qtIsWorking = (day, holidays) => qtWeekday(day) < 5 && !holidays.has(day);
const qtWorkingDays = (start, end, holidays) => {
  if (end < start) return -qtWorkingDays(end, start, holidays);
  let count = 0;
  for (let day = start + 1; day <= end; day += 1) if (qtIsWorking(day, holidays)) count += 1;
  return count;
};

/** How a day stands to today: over, near, or good for a while. */
const qtAlarm = (date, today, soon) => {
  if (date === null) return "none";
  return date < today ? "overdue" : date - today <= soon ? "soon" : "ok";
};

// Forms in, results out -------------------------------------------------------------------------------------------
const qtCell = (value) => {
  if (typeof value === "string") return value;
  const number = typeof value === "number" ? qtNumber(value) : null;
  return number === null ? "" : qtSayNumber(number, 6).replace(/,/g, "");
};
const qtFields = (value) => {
  const fields = {};
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    for (const name of Object.keys(value)) fields[name] = qtCell(value[name]);
  }
  return fields;
};
const qtRows = (value) => (Array.isArray(value) ? value.map(qtFields) : []);
const qtBlank = (fields) => !Object.values(fields).some((text) => qtTidy(text));
const qtSetting = (settings, name, standard) => {
  const value = qtNumber(settings[name]);
  return value === null ? standard : value;
};

/** Reads a form and keeps a note of what cannot be read. */
const qtReader = () => {
  const notes = [];
  const note = (level, key, row, field, slots) => notes.push(qtNote(level, "tools", key, row, field, slots));
  const read = (parse, key, fields, name, row = null) => {
    const text = qtTidy(fields[name]);
    const value = parse(text);
    if (text && value === null) note("bad", key, row, name, { found: qtShort(text) });
    return value;
  };
  const reader = {
    notes,
    note,
    date: (fields, name, row) => read(qtDate, "not_date", fields, name, row),
    moment: (fields, name) => read(qtMoment, "not_moment", fields, name),
    signed: (fields, name, row) => read(qtNumber, "not_number", fields, name, row),
    number: (fields, name, percent = false, row = null) => {
      const value = read(qtNumber, "not_number", fields, name, row);
      if (value !== null && (value < 0 || (percent && value > 100))) {
        note("bad", value < 0 ? "below" : "not_percent", row, name, { found: qtSayNumber(value) });
        return null;
      }
      return value;
    },
    whole: (fields, name, row = null) => {
      const value = reader.number(fields, name, false, row);
      if (value !== null && value !== Math.floor(value)) {
        note("bad", "not_whole", row, name, { found: qtSayNumber(value) });
        return null;
      }
      return value;
    },
    /** A number on a scale, both ends included. */
    between: (fields, name, low, high, row) => {
      const value = read(qtNumber, "not_number", fields, name, row);
      if (value !== null && (value < low || value > high)) {
        note("bad", "not_between", row, name, { found: qtSayNumber(value), low: qtSayNumber(low), high: qtSayNumber(high) });
        return null;
      }
      return value;
    },
    rows: (rows, dates, numbers = []) =>
      rows.map((row, index) => {
        const clean = {};
        for (const name of Object.keys(row)) clean[name] = qtTidy(row[name]);
        for (const name of dates) clean[name] = reader.date(row, name, index);
        for (const name of numbers) clean[name] = reader.signed(row, name, index);
        return clean;
      }),
  };
  return reader;
};

const qtResult = (sentence, notes = [], rest = {}) => ({
  sentence,
  notes,
  table: rest.table || null,
  chart: rest.chart || null,
  document: rest.document || null,
  values: rest.values || {},
});
const qtTable = (topic, columns, rows, slots = {}) =>
  rows.length
    ? {
        caption: qtSay(topic, "caption", slots),
        columns: columns.split(" ").map((name) => qtSay(topic, `column_${name}`)),
        rows,
      }
    : null;
const qtBlankResult = (tool) => qtResult(qtSay("tools", `blank_${tool}`));
const qtHolidays = (settings) =>
  new Set((settings.holidays || []).map(qtDate).filter((day) => day !== null));

/** The closed list of tools, by name; the files below add theirs. */
const QMS_TOOLS = {};
const qtTool = (tool) => (inputs) => {
  const now = new Date();
  const typed = qtDate(inputs.today);
  const today = typed === null ? qtMakeDate(now.getFullYear(), now.getMonth() + 1, now.getDate()) : typed;
  return tool(inputs.values, inputs.settings || {}, today);
};
const qtAddTools = (tools) => {
  for (const name of Object.keys(tools)) QMS_TOOLS[name] = qtTool(tools[name]);
};

/** Take in the packs of tools that were loaded before this script, and those that come after it. */
const takePacks = (shared) => {
  const packs = [...(globalThis.qmsPacks || [])];
  for (const bring of packs) bring(shared);
  packs.push = (bring) => {
    bring(shared);
    // Kept in the list as well: a second copy of this script needs them too.
    packs[packs.length] = bring;
    return packs.length;
  };
  globalThis.qmsPacks = packs;
};
