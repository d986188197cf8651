// The small markup of prompts and feedback: paragraphs, lists, **bold**, *em*. Everything else is text.

const inlineText = (text) => {
  const nodes = [];
  let rest = text;
  const mark = /\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)(.+?)(?<=\S)\*/;
  for (let found = mark.exec(rest); found; found = mark.exec(rest)) {
    if (found.index > 0) nodes.push(rest.slice(0, found.index));
    nodes.push(found[1] !== undefined ? h("strong", {}, inlineText(found[1])) : h("em", {}, inlineText(found[2])));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(rest);
  return nodes;
};

/** Paragraphs and lists of a marked-up text, as a list of elements. */
const markup = (text) => {
  const nodes = [];
  for (const block of String(text ?? "").trim().split(/\n\s*\n/)) {
    const lines = block.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (!lines.length) continue;
    if (lines.every((line) => line.startsWith("- "))) {
      nodes.push(h("ul", {}, lines.map((line) => h("li", {}, inlineText(line.slice(2))))));
    } else {
      nodes.push(h("p", {}, inlineText(lines.join(" "))));
    }
  }
  return nodes;
};

/** A short text that another sentence follows. */
const stopped = (text) => (/[.!?:…]["'”’)]?$/.test(text) ? text : `${text}.`);

/** The same text without its marks, for the clipboard. */
const plainText = (text) => String(text ?? "").replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, "$1").replace(/\*(?=\S)(.+?)(?<=\S)\*/g, "$1");

/** Plain paragraphs of what a learner typed: no markup at all, line breaks kept. */
const typedText = (text) => h("p", { class: "qms-typed" }, String(text));

/** Words of a text: runs of letters or digits, with apostrophes and hyphens inside. */
const countWords = (text) => (String(text).match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) || []).length;

/** One cell of a CSV file. A leading sign that a spreadsheet would take for a formula is made harmless. */
const csvCell = (value) => {
  let text = value === null || value === undefined ? "" : String(value);
  if (/^'*(?:\s*[=+\-@＝＋－＠]|[\0\t\r\n])/.test(text) && !/^[+-]?[\d.,]+%?$/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

const csvText = (rows) => `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
