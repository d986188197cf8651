// Materials: the tables that a question is about. They stay tables in narrow places, where they scroll sideways.

/** A longer table shows this many rows until the reader asks for all. */
const MATERIAL_FOLD = 12;

/** A date as people write it, with or without its weekday. */
const MATERIAL_DATE = /^(?:[A-Z][a-z]+day,? )?\d{1,2} [A-Z][a-z]+ \d{4}$/;

/** A cell as it was written; numbers get no separators, for a year is a number too. */
const materialCell = (value) => (value === null || value === undefined ? "" : String(value));

/** Short cells stay on one line, and long ones get room, so that a narrow place scrolls instead of squeezing. */
const materialClass = (cell) => {
  if (typeof cell === "number") return "qms-figures";
  return cell.length <= 18 || MATERIAL_DATE.test(cell) ? "qms-material-short" : cell.length > 40 ? "qms-material-long" : null;
};

const materialRow = (row, index) =>
  h("tr", { class: index >= MATERIAL_FOLD ? "qms-material-more" : null }, row.map((cell, place) =>
    h(place ? "td" : "th", { scope: place ? null : "row", class: materialClass(cell) }, materialCell(cell))));

/** One material: the table with its caption, a file to take along, all its rows on demand, and its chart. */
const materialFigure = (material) => {
  const { caption, columns, rows } = material;
  const table = h("table", { class: "qms-material-table", "aria-label": caption },
    h("thead", {}, h("tr", {}, columns.map((name, place) =>
      h("th", { scope: "col", class: rows.every((row) => typeof row[place] === "number") ? "qms-figures" : null }, name)))),
    h("tbody", {}, rows.map(materialRow)));
  // A place that scrolls must be reachable from the keyboard. Two questions may share a table, so it is no landmark.
  const scroll = h("div", { class: "qms-material-scroll", tabindex: "0", role: "group", "aria-label": t("material.region", { caption }) }, table);
  // Above the place that scrolls, so that it stays in sight.
  const node = h("div", { class: "qms-material" }, h("p", { class: "qms-material-caption" }, caption), scroll);
  const actions = h("div", { class: "qms-row" });
  if (rows.length > MATERIAL_FOLD) {
    const fold = (closed) => {
      node.classList.toggle("qms-folded", closed);
      all.setAttribute("aria-expanded", String(!closed));
      all.textContent = closed ? t("material.all", { n: rows.length }) : t("material.fewer", { n: MATERIAL_FOLD });
    };
    const all = button("", () => fold(!node.classList.contains("qms-folded")));
    fold(true);
    actions.append(all);
  }
  actions.append(button(t("material.csv"), () => download(`${material.name}.csv`, "text/csv;charset=utf-8", csvText([columns, ...rows])),
    { "aria-label": t("material.csv_of", { caption }) }));
  node.append(actions);
  const chart = material.chart ? chartFigure(material.chart) : null;
  if (chart) node.append(chart);
  return node;
};

/** All materials of an item, in order. */
const materialsOf = (item) => (item.material || []).map(materialFigure);
