// Coming back to what went wrong: when a practice question is due again.

/** Days until a question comes back: the first after a miss, the next each time it was right when it was due. */
const REVIEW_DAYS = [1, 3, 7, 21];

const daysFrom = (day, count) => {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10);
};

/**
 * What to keep about coming back, after an answer: {step, due} or null.
 *
 * A wrong answer, and a right one that was a guess, comes back tomorrow. A right one that was due goes a step further
 * and is done after the last. A right one before its day changes nothing: it was fresh in mind.
 */
const nextReview = (before, right, sure, today) => {
  if (!right || sure === "guessing") return { step: 0, due: daysFrom(today, REVIEW_DAYS[0]) };
  if (!isMapping(before) || !Number.isInteger(before.step)) return null;
  if (String(before.due) > today) return before;
  const step = before.step + 1;
  return step < REVIEW_DAYS.length ? { step, due: daysFrom(today, REVIEW_DAYS[step]) } : null;
};
