// The closed list of checks on a form. The same verdicts as qmslib/course/checks.py; held to tests/vectors/checks.json.

const qcCopied = (text, model) => {
  const mine = qtBare(text).split(" ");
  const theirs = qtBare(model).split(" ");
  if (mine.join(" ") === theirs.join(" ")) return true;
  if (mine.length < 3 || theirs.length < 3) return false;
  const count = (words, word) => words.filter((other) => other === word).length;
  let shared = 0;
  for (const word of new Set(mine)) shared += Math.min(count(mine, word), count(theirs, word));
  return shared >= 0.8 * mine.length && mine.length >= 0.5 * theirs.length;
};
const qcMentions = (text, phrase) => {
  const wanted = qtFold(phrase);
  const padded = qtFold(text);
  let at = padded.indexOf(wanted);
  while (wanted && at >= 0) {
    if (at === 0 || !/[\p{L}\p{N}]$/u.test(padded.slice(0, at))) return true;
    at = padded.indexOf(wanted, at + 1);
  }
  return false;
};
const qcHolds = (check, row, today) => {
  const text = row[check.field] || "";
  if (check.rule === "date_order") {
    const first = qtDate(row[check.first]);
    const second = qtDate(row[check.second]);
    return first !== null && second !== null && first <= second;
  }
  if (check.rule === "is_date") return qtDate(text) !== null;
  if (check.rule === "future_date") {
    const day = qtDate(text);
    return day !== null && day > today;
  }
  if (check.rule === "number_between") {
    const number = qtNumber(qtTidy(text));
    return number !== null && check.min <= number && number <= check.max;
  }
  if (!qtFilled(text)) return false;
  switch (check.rule) {
    case "filled":
    case "distinct":
      return true;
    case "min_words":
      return qtWords(text).length >= check.n;
    case "not_copied":
      return !check.texts.some((model) => qcCopied(text, model));
    case "has_number":
      return qtHasNumber(text);
    case "mentions":
      return check.any.some((phrase) => qcMentions(text, phrase));
    case "smart": {
      const parts = check.parts && check.parts.length ? check.parts : ["specific", "measurable", "time_bound"];
      const judged = qtSmartJudge(text, "", "");
      return parts.every((part) => judged.judge(part)[0]);
    }
    default:
      throw new Error(`There is no rule ${check.rule}`);
  }
};
const qcToolOk = (item, value, today) => {
  const answer = QMS_TOOLS[item.tool]({ values: value, settings: item.settings || {}, today: qtIso(today) });
  const bad = answer.notes.filter((note) => note.level === "bad");
  const rows = [...new Set(bad.map((note) => note.row).filter((row) => row !== null))].sort((a, b) => a - b);
  return [!bad.length && Object.keys(answer.values).length > 0, rows];
};
const qcCheck = (item, check, value, today) => {
  if (item.layout !== "table") {
    const fields = qtFields(value);
    if (qtBlank(fields)) return [false, []];
    if (check.rule === "tool_ok") return [qcToolOk(item, value, today)[0], []];
    return [qcHolds(check, fields, today), []];
  }
  const used = qtRows(value)
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => !qtBlank(row));
  if (!used.length) return [false, []];
  if (check.rule === "tool_ok") return qcToolOk(item, value, today);
  if (check.rule === "min_rows") {
    let wanted = item.checks.filter((other) => other.rule === "filled").map((other) => other.field);
    if (!wanted.length) wanted = item.fields.map((field) => field.id);
    return [used.filter(({ row }) => wanted.every((name) => qtFilled(row[name]))).length >= check.n, []];
  }
  const seen = new Set();
  const failing = used
    .filter(({ row }) => {
      if (!qcHolds(check, row, today)) return true;
      if (check.rule !== "distinct") return false;
      const key = qtBare(row[check.field]);
      const twice = seen.has(key);
      seen.add(key);
      return twice;
    })
    .map(({ index }) => index);
  const counted = item.checks.some((other) => other.rule === "min_rows");
  const least = !counted && item.table ? (item.table.min ?? 1) : 1;
  return [!failing.length && used.length >= least, failing];
};

/** One result for each check of a form item: {id, passed, text, rows}. `today` is an ISO date. */
function qmsRunChecks(item, value, today) {
  const day = qtDate(today);
  return item.checks.map((check) => {
    const [passed, rows] = qcCheck(item, check, value, day);
    return { id: check.id, passed, text: passed ? check.passed || "" : check.text, rows };
  });
}
