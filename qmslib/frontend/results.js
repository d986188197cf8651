// What a tool found: a sentence, notes, a table, a chart. The same shape comes from Python and from the page's own tools.

/**
 * A table for reading. In narrow places each row becomes a card, so every cell carries its column's name. A table of
 * many columns becomes cards sooner.
 */
const plainTable = (caption, columns, rows) =>
  h("table", { class: columns.length > 6 ? "qms-table qms-table-wide" : "qms-table", role: "table" },
    h("caption", {}, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
    h("tbody", { role: "rowgroup" }, rows.map((row) => h("tr", { role: "row" }, row.map((cell, index) =>
      h(index ? "td" : "th", { ...(index ? { role: "cell" } : { scope: "row", role: "rowheader" }), "data-column": columns[index],
        // A word longer than any column may break anywhere; others never do.
        class: typeof cell === "number" ? "qms-figures" : /\S{20}/.test(String(cell)) ? "qms-break" : null },
        h("span", {}, typeof cell === "number" ? chartNumber(cell) : String(cell ?? ""))))))));

const NOTE_ICONS = { good: "right", info: "info", warn: "missed", bad: "wrong" };

const noteList = (notes) =>
  notes.length
    ? h("ul", { class: "qms-notes" }, notes.map((note) =>
        h("li", { class: `qms-note qms-note-${note.level}` }, icon(NOTE_ICONS[note.level] || "info"),
          h("span", {}, h("span", { class: "qms-sr" }, `${t(`tool.level_${note.level}`)}: `), inlineText(note.text)))))
    : null;

/** Everything of a result but its document text, which the document's own preview shows. */
const toolResult = (result) => [
  result.sentence ? h("p", { class: "qms-finding" }, inlineText(result.sentence)) : null,
  noteList((result.notes || []).filter((note) => !note.field)),
  // Where the finding is the chart's title too it need not be seen twice.
  result.chart ? chartFigure(result.chart, result.chart.title === result.sentence) : null,
  result.table && result.table.rows.length ? plainTable(result.table.caption, result.table.columns, result.table.rows) : null,
];
