// A chart as a file of its own: on white, in the colours of the light page, with its finding as a heading.

const CHART_FILE_STYLE = [
  "text{fill:#1d2430;font:13px system-ui,sans-serif}",
  ".qms-chart-label{fill:#4c5667}",
  ".qms-chart-strong,.qms-chart-onbar{font-weight:600}",
  ".qms-chart-onbar{fill:#fff}",
  ".qms-chart-title{font-size:16px;font-weight:600}",
  ".qms-chart-bar,.qms-chart-dot{fill:#1f5a9c}",
  ".qms-chart-late{fill:#a5271b}",
  ".qms-chart-axis,.qms-chart-grid{stroke:#d5dbe4}",
  ".qms-chart-mark{stroke:#7a5200;stroke-width:2;stroke-dasharray:5 4}",
  ".qms-chart-line{fill:none;stroke:#1f5a9c;stroke-width:2.5;stroke-linejoin:round}",
  ".qms-chart-signal{fill:#fff;stroke:#a5271b;stroke-width:2.5}",
  ".qms-chart-hollow{fill:none;stroke:#1f5a9c;stroke-width:1.5}",
  ".qms-chart-box{fill:none;stroke:#4c5667}",
  ".qms-chart-headbox{stroke:#1f5a9c;stroke-width:2.5}",
  ".qms-chart-arrow{fill:none;stroke:#4c5667;stroke-width:1.75}",
  ".qms-chart-back{stroke-dasharray:4 3}",
  ".qms-chart-head{fill:#4c5667}",
  ".qms-chart-bone{stroke:#1f5a9c;stroke-width:2}",
  ".qms-chart-spine{stroke:#1d2430;stroke-width:3}",
].join("");

/** The text of an SVG file with title and description. */
const chartFile = (chart) => {
  const width = 760;
  const edge = 16;
  const { height, shapes } = CHARTS[chart.type](chart, width - 2 * edge);
  const title = wrapText(chart.title, 80);
  const top = edge + title.length * 22 + 6;
  const whole = top + height + edge;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${whole}`, width, height: whole, role: "img" },
    svg("title", {}, chart.title),
    svg("desc", {}, chart.alt || chart.title),
    svg("style", {}, CHART_FILE_STYLE),
    svg("rect", { width, height: whole, fill: "#fff" }),
    textLines(title, edge, edge + 16, { class: "qms-chart-title" }, 22),
    svg("g", { transform: `translate(${edge} ${top})` }, shapes));
  // Letters that no XML file may hold are left out.
  const text = new XMLSerializer().serializeToString(picture).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
};
