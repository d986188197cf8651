// Testing a target sentence; the checks of documents use it too. The same results, to the letter, as `smart` in
// qmslib/course/tools_standards.py; held to tests/vectors/tools.

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

qtAddTools({ smart: qtSmart });
