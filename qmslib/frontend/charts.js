// Charts as drawn shapes with the same numbers in a table behind them. Colours come from the style sheet.

const chartNumber = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) return String(value ?? "");
  return value.toLocaleString("en-GB", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 });
};

/** Round values at which an axis is marked, from 0 or below to at least `high`. */
const axisTicks = (low, high) => {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const ticks = [];
  for (let at = Math.floor(low / step) * step; at < high + step * 0.999; at += step) ticks.push(Number(at.toPrecision(12)));
  return ticks;
};

const clip = (text, room) => {
  const letters = Math.max(4, Math.floor(room / 7));
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
};

const drawBars = (chart, width) => {
  const left = Math.min(190, Math.max(90, width * 0.32));
  const right = 64;
  const step = 34;
  const top = chart.marks?.length > 1 ? 42 : chart.marks?.length ? 26 : 8;
  const marks = chart.marks || [];
  const high = Math.max(...chart.y, ...marks.map((mark) => mark.at), 0) || 1;
  const low = Math.min(...chart.y, 0);
  const x = (value) => left + ((value - low) / (high - low)) * (width - left - right);
  const height = top + chart.x.length * step + 8;
  const shapes = chart.x.map((label, index) => {
    const y = top + index * step;
    const value = chart.y[index];
    return [
      svg("text", { x: left - 10, y: y + 20, "text-anchor": "end", class: "qms-chart-label" }, clip(String(label), left - 16)),
      svg("rect", { x: Math.min(x(0), x(value)), y: y + 5, width: Math.max(1, Math.abs(x(value) - x(0))), height: 22, rx: 3, class: "qms-chart-bar" }),
      svg("text", { x: Math.max(x(0), x(value)) + 8, y: y + 21, class: "qms-chart-value" }, chartNumber(value)),
    ];
  });
  const lines = marks.map((mark, index) => [
    svg("line", { x1: x(mark.at), x2: x(mark.at), y1: top - 4 - 16 * (index % 2 ? 0 : marks.length > 1), y2: height - 4, class: "qms-chart-mark" }),
    svg("text", { x: x(mark.at), y: index % 2 ? 30 : 14, "text-anchor": x(mark.at) > width * 0.7 ? "end" : "middle", class: "qms-chart-label" }, mark.label),
  ]);
  return { height, shapes: [svg("line", { x1: x(0), x2: x(0), y1: top, y2: height - 6, class: "qms-chart-axis" }), shapes, lines] };
};

const drawLine = (chart, width) => {
  const marks = chart.marks || [];
  const left = 54;
  const right = 16;
  const signals = chart.signals || [];
  const top = chart.unit || signals.length ? 34 : 14;
  const height = 272;
  const bottom = height - 34;
  const values = [...chart.y.filter((value) => Number.isFinite(value)), ...marks.map((mark) => mark.at)];
  const ticks = axisTicks(Math.min(0, ...values), Math.max(...values, 1));
  const low = ticks[0];
  const high = ticks[ticks.length - 1];
  const x = (index) => left + (chart.x.length < 2 ? 0.5 : index / (chart.x.length - 1)) * (width - left - right);
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const every = Math.max(1, Math.ceil(chart.x.length / Math.max(2, Math.floor((width - left) / 80))));
  const path = chart.y.map((value, index) => (Number.isFinite(value) ? `${index && Number.isFinite(chart.y[index - 1]) ? "L" : "M"}${x(index)} ${y(value)}` : "")).join("");
  return {
    height,
    shapes: [
      ticks.map((tick) => [
        svg("line", { x1: left, x2: width - right, y1: y(tick), y2: y(tick), class: "qms-chart-grid" }),
        svg("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end", class: "qms-chart-label" }, chartNumber(tick)),
      ]),
      chart.unit ? svg("text", { x: 2, y: 12, class: "qms-chart-label" }, chart.unit) : null,
      chart.x.map((label, index) => (index % every ? null
        : svg("text", { x: x(index), y: height - 12, "text-anchor": index ? "middle" : "start", class: "qms-chart-label" }, clip(String(label), 84)))),
      svg("path", { d: path, class: "qms-chart-line" }),
      chart.y.map((value, index) => (!Number.isFinite(value) ? null
        : signals.includes(index)
          ? svg("path", { d: `M${x(index)} ${y(value) - 7}l7 7-7 7-7-7Z`, class: "qms-chart-signal" })
          : svg("circle", { cx: x(index), cy: y(value), r: 3.5, class: "qms-chart-dot" }))),
      signals.length ? svg("text", { x: width - right, y: 12, "text-anchor": "end", class: "qms-chart-label" }, `◆ ${t("tool.signal")}`) : null,
      marks.map((mark, index) => [
        svg("line", { x1: left, x2: width - right, y1: y(mark.at), y2: y(mark.at), class: "qms-chart-mark" }),
        svg("text", { x: index % 2 ? left + 4 : width - right, y: y(mark.at) + (mark.at > (low + high) / 2 ? 17 : -7), "text-anchor": index % 2 ? "start" : "end", class: "qms-chart-value" }, mark.label),
      ]),
    ],
  };
};

const drawGantt = (chart, width) => {
  const day = (text) => Date.parse(String(text).slice(0, 10)) / 86400000;
  const left = Math.min(190, Math.max(90, width * 0.3));
  const step = 32;
  const top = 26;
  const days = chart.rows.flatMap((row) => [day(row.start), day(row.end)]).filter(Number.isFinite);
  if (chart.today && days.length) days.push(day(chart.today));
  const low = Math.min(...days);
  const high = Math.max(...days, low + 1);
  const x = (value) => left + ((value - low) / (high - low)) * (width - left - 16);
  const height = top + chart.rows.length * step + 10;
  const short = (value) => new Date(value * 86400000).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  return {
    height,
    shapes: [
      svg("text", { x: left, y: 14, class: "qms-chart-label" }, short(low)),
      svg("text", { x: width - 16, y: 14, "text-anchor": "end", class: "qms-chart-label" }, short(high)),
      chart.rows.map((row, index) => {
        const y = top + index * step;
        const from = x(day(row.start));
        const to = x(day(row.end));
        return [
          svg("text", { x: left - 10, y: y + 19, "text-anchor": "end", class: "qms-chart-label" }, clip(String(row.label), left - 16)),
          svg("rect", { x: Math.min(from, to), y: y + 5, width: Math.max(6, Math.abs(to - from)), height: 20, rx: 4, class: row.late ? "qms-chart-late" : "qms-chart-bar" }),
          row.late ? svg("text", { x: Math.max(Math.max(from, to) - 6, left + 30), y: y + 19, "text-anchor": "end", class: "qms-chart-onbar" }, t("tool.late")) : null,
        ];
      }),
      chart.today ? [
        svg("line", { x1: x(day(chart.today)), x2: x(day(chart.today)), y1: top - 4, y2: height - 4, class: "qms-chart-mark" }),
        svg("text", { x: x(day(chart.today)), y: 14, "text-anchor": "middle", class: "qms-chart-value" }, t("tool.today")),
      ] : null,
    ],
  };
};

const CHARTS = { bars: drawBars, line: drawLine, gantt: drawGantt };

/** The numbers of each type of chart as columns and rows. */
const CHART_ROWS = {
  gantt: (chart) => ({
    columns: [t("tool.what"), t("tool.start"), t("tool.end"), t("tool.state")],
    rows: chart.rows.map((row) => [row.label, row.start, row.end, t(row.late ? "tool.late" : "tool.on_time")]),
  }),
};
const valueRows = (chart) => {
  const marked = chart.signals?.length;
  return {
    columns: [t("tool.what"), chart.unit || t("tool.value"), ...(marked ? [t("tool.signal")] : [])],
    rows: [
      ...chart.x.map((label, index) => [label, chart.y[index], ...(marked ? [chart.signals.includes(index) ? "◆" : ""] : [])]),
      ...(chart.marks || []).map((mark) => [mark.label, mark.at, ...(marked ? [""] : [])]),
    ],
  };
};
const chartRows = (chart) => (CHART_ROWS[chart.type] || valueRows)(chart);

/** A figure: the finding as its caption, the drawing, and the numbers as a table behind a disclosure. */
const chartFigure = (chart, saidAbove = false) => {
  const parts = chart.rows || chart.steps || chart.bones || chart.x;
  if (!parts?.length || !CHARTS[chart.type]) return null;
  const place = h("div", { class: "qms-chart" });
  let drawn = 0;
  const draw = () => {
    const width = Math.max(260, Math.min(760, place.clientWidth || 600));
    if (Math.abs(width - drawn) < 8) return;
    drawn = width;
    const { height, shapes } = CHARTS[chart.type](chart, width);
    place.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": chart.alt || chart.title }, shapes));
  };
  if (typeof ResizeObserver === "function") new ResizeObserver(() => requestAnimationFrame(draw)).observe(place);
  draw();
  const { columns, rows } = chartRows(chart);
  return h("figure", { class: "qms-figure" }, h("figcaption", { class: saidAbove ? "qms-sr" : null }, chart.title), place,
    h("details", {}, h("summary", {}, t("tool.chart_table")), plainTable(chart.title, columns, rows)));
};
