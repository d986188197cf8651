// Scoring of practice items: the same rules as the course's Python scorer, held to one table of test vectors.
// Each rule's comment names it; its partial credit is defined there. Points have four decimals, halves up.

const roundPoints = (points) => Math.floor(points * 10000 + 0.5) / 10000;

const makeScore = (item, share, answered, parts) => ({
  points: roundPoints(item.points * share),
  max: item.points,
  answered,
  right: answered && share === 1,
  parts,
  advice: [],
});

const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const scoreChooseOne = (item, value) => {
  const chosen = item.options.find((option) => option.id === value);
  if (!chosen) return makeScore(item, 0, false, []);
  if (chosen.id === item.key) return makeScore(item, 1, true, [{ id: chosen.id, verdict: "right", text: chosen.feedback }]);
  const right = item.options.find((option) => option.id === item.key);
  return makeScore(item, 0, true, [
    { id: chosen.id, verdict: "wrong", text: chosen.feedback },
    { id: right.id, verdict: "missed", text: right.missed || "" },
  ]);
};

// net_correct: (right ones chosen - wrong ones chosen) / right ones there are, not below 0.
const scoreChooseMany = (item, value) => {
  const ids = new Set(item.options.map((option) => option.id));
  const chosen = new Set(Array.isArray(value) ? value.filter((entry) => ids.has(entry)) : []);
  const key = new Set(item.key);
  const parts = [];
  for (const option of item.options) {
    if (chosen.has(option.id)) {
      parts.push({ id: option.id, verdict: key.has(option.id) ? "right" : "wrong", text: option.feedback });
    } else if (key.has(option.id) && chosen.size) {
      parts.push({ id: option.id, verdict: "missed", text: option.missed || "" });
    }
  }
  const good = [...chosen].filter((id) => key.has(id)).length;
  const bad = chosen.size - good;
  const share = item.scoring === "all_or_nothing"
    ? Number(good === key.size && bad === 0)
    : Math.max(0, good - bad) / key.size;
  return makeScore(item, share, chosen.size > 0, parts);
};

/** The longest set of steps that stand in `answer` in the same relative order as in `order` (patience sorting). */
const longestRun = (answer, order) => {
  const ends = [];
  const last = [];
  const before = [];
  answer.forEach((step, index) => {
    const number = order.indexOf(step);
    let length = 0;
    while (length < ends.length && ends[length] < number) length += 1;
    ends[length] = number;
    last[length] = index;
    before.push(length ? last[length - 1] : -1);
  });
  const run = [];
  for (let index = last.length ? last[last.length - 1] : -1; index >= 0; index = before[index]) run.unshift(answer[index]);
  return run;
};

// longest_run: (L - 1) / (n - 1), the best of all right orders.
const scoreOrder = (item, value) => {
  const ids = item.steps.map((step) => step.id);
  const complete = Array.isArray(value) && value.length === ids.length
    && value.every((entry) => typeof entry === "string") && ids.every((id) => value.includes(id));
  if (!complete) return makeScore(item, 0, false, []);
  let best = [];
  for (const order of item.orders) {
    const run = longestRun(value, order);
    if (run.length > best.length) best = run;
  }
  const texts = new Map(item.steps.map((step) => [step.id, step.feedback]));
  const parts = value.map((id) => ({ id, verdict: best.includes(id) ? "right" : "wrong", text: texts.get(id) }));
  const share = item.scoring === "all_or_nothing" ? Number(best.length === ids.length) : (best.length - 1) / (ids.length - 1);
  return makeScore(item, share, true, parts);
};

// share_right: stems with the right option / all stems.
const scorePairs = (item, value) => {
  const answer = isMapping(value) ? value : {};
  const covers = new Map(item.options.map((option) => [option.id, option.feedback]));
  const parts = [];
  let right = 0;
  let answered = false;
  for (const stem of item.stems) {
    const chosen = Object.hasOwn(answer, stem.id) ? answer[stem.id] : undefined;
    if (typeof chosen !== "string" || !covers.has(chosen)) {
      parts.push({ id: stem.id, verdict: "unanswered", text: stem.feedback });
      continue;
    }
    answered = true;
    if (chosen === item.key[stem.id]) {
      right += 1;
      parts.push({ id: stem.id, verdict: "right", text: stem.feedback });
    } else {
      parts.push({ id: stem.id, verdict: "wrong", text: `${covers.get(chosen)} ${stem.feedback}` });
    }
  }
  if (!answered) return makeScore(item, 0, false, []);
  const share = item.scoring === "all_or_nothing" ? Number(right === item.stems.length) : right / item.stems.length;
  return makeScore(item, share, true, parts);
};

const NUMBER_SLACK = 1e-9;

// within_tolerance: every point when the number is at most the tolerance away from the key.
const scoreNumber = (item, value) => {
  const number = qtNumber(value);
  if (number === null) return makeScore(item, 0, false, []);
  if (Math.abs(number - item.key.value) <= item.key.tolerance + NUMBER_SLACK) {
    return makeScore(item, 1, true, [{ id: "answer", verdict: "right", text: item.feedback.right }]);
  }
  const slip = (item.mistakes || []).find((mistake) => Math.abs(number - mistake.value) <= mistake.tolerance + NUMBER_SLACK);
  return makeScore(item, 0, true, [{ id: "answer", verdict: "wrong", text: slip ? slip.feedback : item.feedback.wrong }]);
};

/** The way that an answer takes through a talk, or null when it is none. */
const walkTalk = (item, value) => {
  if (!Array.isArray(value)) return null;
  const places = new Map(item.nodes.map((place) => [place.id, place]));
  let here = places.get(item.start);
  const turns = [];
  for (const id of value) {
    const reply = (here.choices || []).find((one) => one.id === id);
    if (!reply) return null;
    turns.push({ place: here, reply });
    here = places.get(reply.to);
  }
  return { turns, here, ended: Boolean(here.end) };
};

/** Words in quotation marks; an author may have put some there already. */
const quotedWords = (words) => (/^["“]/.test(words) ? words : `“${words}”`);

// observed: steps shown / steps. Missed first and shown later counts; a talk without its end earns nothing.
const scoreDialogue = (item, value) => {
  const way = walkTalk(item, value);
  if (!way || !way.ended) return makeScore(item, 0, false, []);
  const shown = new Map();
  const slips = new Map();
  const late = new Set();
  for (const { reply } of way.turns) {
    for (const [step, why] of Object.entries(reply.misses || {})) if (!slips.has(step)) slips.set(step, why);
    for (const step of reply.shows || []) {
      if (shown.has(step)) continue;
      if (slips.has(step)) late.add(step);
      shown.set(step, reply.text);
    }
  }
  const parts = item.steps.map(({ id }) => {
    if (shown.has(id)) {
      const said = `You said: ${quotedWords(shown.get(id))}`;
      return { id, verdict: "right", text: late.has(id) ? `${said} You had missed it first: ${slips.get(id)}` : said };
    }
    return slips.has(id) ? { id, verdict: "wrong", text: slips.get(id) } : { id, verdict: "missed", text: "Your talk never came to this." };
  });
  return makeScore(item, shown.size / item.steps.length, true, parts);
};

/** Whether a document has no text in any field. */
const isBlank = (value) => {
  if (value === null || value === undefined) return true;
  if (typeof value === "object") return Object.values(value).every(isBlank);
  return !String(value).trim();
};

// checks_passed: checks that hold / checks there are. A blank document passes none.
const scoreForm = (item, value, today) => {
  if (value === null || typeof value !== "object" || isBlank(value)) return makeScore(item, 0, false, []);
  const results = qmsRunChecks(item, value, today || localToday());
  const parts = results.map((check) => ({ id: check.id, verdict: check.passed ? "right" : "wrong", text: check.text }));
  const share = results.length ? results.filter((check) => check.passed).length / results.length : 1;
  return makeScore(item, share, true, parts);
};

// judged: no points here; the advice says what seems to be missing.
const scoreAccount = (item, value) => {
  const text = typeof value === "string" ? value.trim() : "";
  const result = { points: null, max: item.points, answered: Boolean(text), right: false, parts: [], advice: [] };
  if (!text) return result;
  const fold = (some) => some.toLowerCase().trim().split(/\s+/).join(" ");
  const words = countWords(text);
  if (words < item.min_words) result.advice.push(`${words} words; at least ${item.min_words} were asked for.`);
  for (const point of item.required_points || []) {
    const signs = point.signs || [];
    if (signs.length && !signs.some((sign) => fold(text).includes(fold(sign)))) {
      result.advice.push(`No sign was found of: ${point.text}`);
    }
  }
  return result;
};

const SCORERS = {
  choose_one: scoreChooseOne,
  choose_many: scoreChooseMany,
  order: scoreOrder,
  match: scorePairs,
  classify: scorePairs,
  number: scoreNumber,
  dialogue: scoreDialogue,
  form: scoreForm,
  account: scoreAccount,
};

/** Score an answer by the item's own rule. Anything at all may be given as the answer. */
const scoreItem = (item, value, today) => SCORERS[item.kind](item, value, today);

/** Whether an answer is complete enough to count as given: used for progress, never for points. */
const isAnswered = (item, value) => {
  switch (item.kind) {
    case "match":
    case "classify":
      return isMapping(value) && item.stems.every((stem) => typeof value[stem.id] === "string" && value[stem.id] !== "");
    case "account":
      return typeof value === "string" && countWords(value) >= item.min_words;
    case "number":
      return qtNumber(value) !== null;
    case "dialogue":
      return Boolean(walkTalk(item, value)?.ended);
    default:
      return !isBlank(value);
  }
};
