// A document built from named fields or from rows of them, with visible checks and, where the item names a tool, its
// results as one types. It can be printed, copied and taken along as a CSV file, its picture as an SVG file, and in
// the notebook all of it for Word or Excel.

const FIELD_TYPES = { date: "date", datetime: "datetime-local" };

const fieldText = (field, raw) => {
  const value = raw === null || raw === undefined ? "" : String(raw);
  return field.type === "datetime" ? value.replace("T", " ") : value;
};

/** The same for a reader: a date in words. */
const fieldWords = (field, raw) => {
  const day = field.type === "date" ? qtDate(raw) : null;
  const moment = field.type === "datetime" ? qtMoment(raw) : null;
  if (day !== null) return qtSayDate(day);
  return moment === null ? fieldText(field, raw) : qtSayMoment(moment);
};

const documentRows = (item, value) =>
  item.layout === "table"
    ? (Array.isArray(value) ? value : []).filter((row) => isMapping(row) && !isBlank(row))
    : [isMapping(value) ? value : {}];

/** The document as a table or a list of fields, for reading and for print. */
const describeDocument = (item, value) => {
  const rows = documentRows(item, value);
  if (item.layout === "table") {
    return plainTable(item.document.title, item.fields.map((field) => field.label),
      rows.map((row) => item.fields.map((field) => fieldWords(field, row[field.id]))));
  }
  return h("dl", { class: "qms-described" }, item.fields.map((field) =>
    h("div", {}, h("dt", {}, field.label), h("dd", { class: "qms-typed" }, fieldWords(field, rows[0][field.id]) || t("doc.empty")))));
};

const documentText = (item, value) => {
  const lines = [item.document.title, ""];
  documentRows(item, value).forEach((row, index) => {
    if (item.layout === "table") lines.push(`${index + 1}.`);
    for (const field of item.fields) lines.push(`${field.label}: ${fieldWords(field, row[field.id])}`);
    lines.push("");
  });
  return lines.join("\n").trim();
};

const documentCsv = (item, value) =>
  item.layout === "table"
    ? csvText([item.fields.map((field) => field.label), ...documentRows(item, value).map((row) => item.fields.map((field) => fieldText(field, row[field.id])))])
    : csvText([[t("doc.csv_field"), t("doc.csv_value")], ...item.fields.map((field) => [field.label, fieldText(field, documentRows(item, value)[0][field.id])])]);

/** The document as the kernel turns it into a file: all words come from here. */
const documentContent = (item, value, result, today) => {
  const table = item.layout === "table";
  const rows = documentRows(item, value);
  return {
    title: item.document.title,
    made: t("doc.made", { date: qtSayDate(qtDate(today)) }),
    heads: [t("doc.csv_field"), t("doc.csv_value")],
    fields: table ? [] : item.fields.map((field) => [field.label, fieldWords(field, rows[0][field.id])]),
    table: table
      ? { columns: item.fields.map((field) => field.label), rows: rows.map((row) => item.fields.map((field) => fieldWords(field, row[field.id]))) }
      : null,
    text: plainText(result?.document || ""),
    shows: t("doc.result"),
    sentence: plainText(result?.sentence || ""),
    result: result?.table || null,
  };
};

/** Print these nodes alone: the rest of the page is hidden while the printer's view is made. */
const printNodes = (title, nodes) => {
  const sheet = h("div", { class: "qms qms-print" }, h("h1", {}, title), nodes);
  document.body.append(sheet);
  document.body.classList.add("qms-printing");
  const done = () => {
    document.body.classList.remove("qms-printing");
    sheet.remove();
  };
  window.addEventListener("afterprint", done, { once: true });
  window.print();
};

const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without the clipboard's permission the older way still works in most browsers.
    const before = document.activeElement;
    const area = h("textarea", { class: "qms-sr", readonly: true, "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    before?.focus();
    return copied;
  }
};

/** One labelled field. Returns node, input, id of the field, and a place for notes about it. */
const documentField = (field, value, onChange) => {
  const id = newId("field");
  const help = [field.help && field.example ? stopped(field.help) : field.help, field.example ? t("doc.example", { text: fieldWords(field, field.example) }) : null].filter(Boolean);
  const helpNode = help.length ? h("p", { class: "qms-small", id: newId("help") }, inlineText(help.join(" "))) : null;
  const notes = h("div", { class: "qms-field-notes", id: newId("notes") });
  const attributes = {
    id, "aria-describedby": [helpNode?.id, notes.id].filter(Boolean).join(" "), autocomplete: "off",
    on: { input: () => onChange("soon"), change: () => onChange("now") },
  };
  let input;
  if (field.type === "long") input = h("textarea", { ...attributes, rows: 2, maxlength: 4000 });
  else if (field.type === "choice") {
    input = h("select", attributes, h("option", { value: "" }, t("kinds.choose")), (field.options || []).map((text) => h("option", { value: text }, text)));
  } else {
    input = h("input", { ...attributes, type: FIELD_TYPES[field.type] || "text", maxlength: 500, inputmode: field.type === "number" ? "decimal" : null });
  }
  input.value = value === null || value === undefined ? "" : String(value);
  let left = false;
  input.addEventListener("blur", () => {
    const first = !left && !input.value.trim();
    left = true;
    if (first) onChange("look");
  });
  return {
    field, input, notes,
    /** Whether it is time to speak of it: something is in it, or it was left empty. */
    visited: () => Boolean(input.value.trim()) || left,
    node: h("div", { class: `qms-field${field.type === "long" ? " qms-wide" : ""}` }, h("label", { for: id }, field.label), helpNode, input, notes),
  };
};

const documentControl = (item, value, context) => {
  const table = item.layout === "table" ? item.table : null;
  const entry = h("div", { class: "qms-doc" });
  const list = h("div", { class: table ? "qms-rows" : "qms-grid" });
  const rows = [];
  let result = null;
  let asked = 0;
  let passedBefore = null;

  const readRow = (row) => {
    const made = {};
    for (const part of row.parts) if (part.input.value.trim()) made[part.field.id] = part.input.value;
    return made;
  };
  const read = () => {
    const made = table ? rows.map(readRow) : readRow(rows[0]);
    if (isBlank(made)) return null;
    // Empty rows at the end are room to write in, not content.
    if (table) while (made.length && isBlank(made[made.length - 1])) made.pop();
    return made;
  };
  const changed = (when) => {
    if (when === "look") {
      paintResult();
      return;
    }
    refresh();
    context.changed(read(), when);
  };

  const addRow = (values) => {
    const row = { parts: item.fields.map((field) => documentField(field, values[field.id], changed)) };
    if (!table) {
      row.node = list;
      list.append(...row.parts.map((part) => part.node));
    } else {
      row.title = h("span", {});
      row.up = iconButton("up", t("kinds.up"), () => moveRow(row, -1));
      row.down = iconButton("down", t("kinds.down"), () => moveRow(row, 1));
      row.remove = iconButton("remove", t("doc.remove"), () => {
        if (isBlank(readRow(row))) removeRow(row);
        else askFirst(row.buttons, t("doc.remove_ask", { row: row.title.textContent }), t("doc.remove_yes"), () => removeRow(row));
      });
      // askFirst hands focus back to the buttons' group when nothing is removed.
      row.buttons = h("span", { class: "qms-order-buttons", tabindex: "-1" }, row.up, row.down, row.remove);
      row.node = h("fieldset", { class: "qms-rowcard" }, h("legend", {}, row.title), row.buttons,
        h("div", { class: "qms-grid" }, row.parts.map((part) => part.node)));
      list.append(row.node);
    }
    rows.push(row);
    return row;
  };
  const paintRows = () => {
    if (!table) return;
    rows.forEach((row, index) => {
      const place = { row: table.row, n: index + 1, m: rows.length };
      row.title.textContent = t("doc.row", place);
      for (const [name, off] of [["up", index === 0], ["down", index === rows.length - 1], ["remove", rows.length <= 1]]) {
        row[name].setAttribute("aria-disabled", String(off));
        row[name].setAttribute("aria-label", t(`doc.row_${name}`, place));
      }
    });
    const full = rows.length >= table.max;
    add.setAttribute("aria-disabled", String(full));
    limit.textContent = full ? t("doc.full", { m: table.max }) : "";
  };
  const moveRow = (row, by) => {
    const from = rows.indexOf(row);
    const to = from + by;
    if (to < 0 || to >= rows.length) return;
    const other = rows[to].node;
    if (by < 0) row.node.after(other); else row.node.before(other);
    [rows[from], rows[to]] = [rows[to], rows[from]];
    paintRows();
    context.announce(t("doc.moved", { row: table.row, n: to + 1, m: rows.length }));
    changed("now");
  };
  const removeRow = (row) => {
    if (rows.length <= 1) return;
    const at = rows.indexOf(row);
    rows.splice(at, 1);
    row.node.remove();
    paintRows();
    (rows[at] || rows[rows.length - 1]).parts[0].input.focus();
    context.announce(t("doc.removed", { row: table.row, m: rows.length }));
    changed("now");
  };
  const add = table ? button(t("doc.add", { row: table.row }), () => {
    if (rows.length >= table.max) return;
    const row = addRow({});
    paintRows();
    row.parts[0].input.focus();
    context.announce(t("doc.added", { row: table.row, n: rows.length, m: rows.length }));
  }, { class: "qms-add" }) : null;
  const limit = table ? h("span", { class: "qms-small" }) : null;

  // Checks and results
  const tally = h("p", { class: "qms-checks-count" });
  const checkList = h("ul", { class: "qms-checks" });
  const found = h("div", { class: "qms-result" });
  const resultPanel = h("div", { class: "qms-panel", hidden: true, role: "group", "aria-label": t("doc.result") }, h("h4", {}, t("doc.result")), found);
  const preview = h("div", { class: "qms-preview" });
  const goTo = (name, wrongRows) => {
    const row = rows[(table && wrongRows && wrongRows[0]) || 0] || rows[0];
    row.parts.find((part) => part.field.id === name).input.focus();
  };
  let checked = [];
  const paintChecks = () => {
    const current = read();
    const results = qmsRunChecks(item, current ?? (table ? [] : {}), context.today());
    const passed = results.filter((check) => check.passed).length;
    tally.textContent = t("doc.checks_count", { n: passed, m: results.length });
    checked = results;
    redraw(checkList, results.map((check, index) => {
      const rule = (item.checks || [])[index] || {};
      const name = item.fields.find((field) => field.id === (rule.field || rule.first));
      return h("li", { class: check.passed ? "qms-pass" : "qms-todo" }, icon(check.passed ? "right" : "todo"),
        h("span", {}, h("span", { class: "qms-sr" }, `${t(check.passed ? "doc.check_passed" : "doc.check_todo")}: `), inlineText(check.text)),
        !check.passed && name ? button(t("doc.go", { field: name.label }), () => goTo(name.id, checked[index].rows), { class: "qms-link" }) : null);
    }));
    if (passedBefore !== null && passedBefore !== passed) {
      context.announce(t("doc.checks_count", { n: passed, m: results.length }), 900);
    }
    passedBefore = passed;
    control.passed = { n: passed, m: results.length };
  };
  const paintResult = () => {
    for (const row of rows) for (const part of row.parts) part.notes.replaceChildren();
    svgButton.hidden = true;
    if (!result) return found.replaceChildren();
    for (const note of (result.notes || []).filter((one) => one.field)) {
      const row = rows[table ? note.row ?? 0 : 0];
      const part = row?.parts.find((one) => one.field.id === note.field);
      // A field that nobody has come to yet is not scolded; the checks name it anyway.
      // Beside its own field a note need not name the row.
      if (part && part.visited()) part.notes.append(noteList([{ ...note, text: note.text.replace(/^Row \d+: /, "") }]));
    }
    svgButton.hidden = !result.chart || read() === null;
    found.replaceChildren(...toolResult(result).filter(Boolean));
    resultPanel.hidden = !found.childElementCount;
  };
  const paintPreview = () => {
    const current = read();
    preview.replaceChildren(...(current === null ? [h("p", { class: "qms-small" }, t("doc.nothing"))]
      : result?.document ? [h("div", { class: "qms-paper" }, markup(result.document))] : [describeDocument(item, current)]));
  };
  const ask = later(async () => {
    const mine = ++asked;
    const current = read();
    let answer = null;
    try {
      // A blank document has no results yet, even where the tool holds data of its own: it says what it will show.
      answer = current === null ? qtResult(QMS_TOOL_TEXTS.tools[`blank_${item.tool}`] || "")
        : await context.tool(item.tool, { values: current, settings: item.settings || {}, today: context.today() });
    } catch (error) {
      answer = { sentence: "", notes: [{ level: "warn", row: null, field: null, text: t("tool.failed", { why: error.message }) }] };
    }
    if (mine !== asked) return;
    // What is said of a field that this form leaves out is said of the whole.
    answer.notes = (answer.notes || []).map((note) => (item.fields.some((field) => field.id === note.field) ? note : { ...note, field: null }));
    if (result && result.sentence !== answer.sentence) context.announce(`${tally.textContent}. ${answer.sentence}`, 900);
    result = answer;
    paintResult();
    paintPreview();
  }, 350);
  const refresh = () => {
    paintChecks();
    paintPreview();
    if (item.tool) ask();
  };

  // What can be done with the document
  const status = h("span", { class: "qms-small", role: "status" });
  const printable = () => [describeDocument(item, read() ?? (table ? [] : {})),
    result && read() !== null ? toolResult(result).filter(Boolean) : [], result?.document ? h("div", { class: "qms-paper" }, markup(result.document)) : []];
  const clear = button(t("doc.clear"), () => askFirst(clear, t("doc.clear_ask"), t("doc.clear_yes"), () => {
    if (table) {
      for (const row of rows.splice(0)) row.node.remove();
      for (let n = 0; n < table.start; n += 1) addRow({});
      paintRows();
    } else for (const part of rows[0].parts) part.input.value = "";
    changed("now");
    context.announce(t("doc.cleared"));
  }));
  const taken = (ending, type, content) => {
    const name = `${item.document.filename}.${ending}`;
    download(name, type, content);
    status.textContent = t("doc.csv_done", { name });
  };
  const svgButton = button(t("doc.svg"), () => taken("svg", "image/svg+xml", chartFile(result.chart)), { hidden: true });
  const actions = h("div", { class: "qms-row qms-actions" },
    button(t("doc.print"), () => printNodes(item.document.title, printable())),
    button(t("doc.copy"), async () => {
      status.textContent = t((await copyText(result?.document ? plainText(result.document) : documentText(item, read()))) ? "doc.copied" : "doc.not_copied");
    }),
    button(t("doc.csv"), () => {
      taken("csv", "text/csv;charset=utf-8", documentCsv(item, read()));
    }),
    svgButton,
    ...["docx", "xlsx"].filter(() => context.tool?.file).map((form) => button(t(`doc.${form}`), async () => {
      status.textContent = t("doc.making");
      try {
        const file = await context.tool.file(form, documentContent(item, read(), result, context.today()));
        taken(form, file.type, file.bytes);
      } catch (error) {
        status.textContent = t("doc.not_made", { why: error.message });
      }
    })),
    clear, status);

  const control = {
    instruction: null,
    nodes: [entry],
    read,
    inputs: () => rows.flatMap((row) => row.parts.map((part) => part.input)),
    first: () => rows[0].parts[0].input,
    rowOf: () => null,
    passed: { n: 0, m: 0 },
  };
  const start = table
    ? (Array.isArray(value) ? value.filter(isMapping) : [])
    : [isMapping(value) ? value : {}];
  for (const values of start) addRow(values);
  if (table) while (rows.length < Math.max(table.start, 1)) addRow({});
  entry.append(
    list,
    ...(table ? [h("div", { class: "qms-row" }, add, limit)] : []),
    ...((item.checks || []).length ? [h("div", { class: "qms-panel", role: "group", "aria-label": t("doc.checks") }, h("h4", {}, t("doc.checks")), tally, checkList)] : []),
    ...(item.tool ? [resultPanel] : []),
    h("details", { class: "qms-panel" }, h("summary", {}, t("doc.preview", { title: item.document.title })), preview),
    actions,
  );
  paintRows();
  paintChecks();
  paintPreview();
  if (item.tool) { ask(); ask.now(); }
  return control;
};
