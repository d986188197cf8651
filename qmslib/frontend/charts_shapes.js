// Charts of shapes: a flow, a fishbone, a grid, intervals, and bars with what they come to together. Each says with
// shape or words whatever colour says.

/** The text in lines of at most so many letters; what is longer than a line is broken anywhere. */
const wrapText = (text, letters) => {
  const room = Math.max(6, letters);
  const lines = [""];
  for (const word of String(text).split(/\s+/)) {
    let rest = word;
    const last = lines[lines.length - 1];
    if (!last) lines.pop();
    else if (last.length + 1 + rest.length <= room) {
      lines[lines.length - 1] = `${last} ${rest}`;
      continue;
    }
    while (rest.length > room) {
      lines.push(rest.slice(0, room));
      rest = rest.slice(room);
    }
    lines.push(rest);
  }
  return lines;
};
const textLines = (lines, x, y, attributes = {}, height = 17) =>
  lines.map((line, index) => svg("text", { x, y: y + index * height, ...attributes }, line));
/** The head of an arrow whose point is at x, y. */
const arrowHead = (x, y, way) => {
  const turn = { down: [[-5, -8], [5, -8]], left: [[8, -5], [8, 5]] }[way];
  return svg("path", { d: `M${x} ${y}${turn.map(([dx, dy]) => `L${x + dx} ${y + dy}`).join("")}Z`, class: "qms-chart-head" });
};

const drawFlow = (chart, width) => {
  const jumps = chart.steps.flatMap((step, from) => step.to.filter((to) => to !== from + 1).map((to) => ({ from, to })));
  const lanes = Math.min(jumps.length, 6);
  const left = 2;
  const right = Math.min(width - 14 - lanes * 11, 520);
  const letters = Math.floor((right - left - 24) / 7.2);
  let y = 6;
  const boxes = chart.steps.map((step, index) => {
    const head = wrapText(chart.numbers === false ? step.label || "–" : `${index + 1}. ${step.label}`, Math.floor(letters * 0.87));
    const under = [step.who, step.within].filter(Boolean).join(" · ");
    const then = step.to.filter((to) => to !== index + 1).map((to) => to + 1);
    const tail = [];
    if (then.length) tail.push(t(step.to.includes(index + 1) ? "tool.flow_or" : "tool.flow_then", { n: then.join(", ") }));
    if (step.end) tail.push(t("tool.flow_end"));
    const more = [...(under ? wrapText(under, letters) : []), ...(tail.length ? wrapText(tail.join(" · "), letters) : [])];
    const box = { head, more, top: y, height: 14 + (head.length + more.length) * 17, end: step.end };
    y += box.height + 26;
    return box;
  });
  const middle = Math.min((left + right) / 2, 180);
  return {
    height: y - 18,
    shapes: [
      boxes.map((box, index) => [
        svg("rect", { x: left, y: box.top, width: right - left, height: box.height, rx: box.end ? 16 : 3, class: "qms-chart-box" }),
        box.end ? svg("rect", { x: left + 4, y: box.top + 4, width: right - left - 8, height: box.height - 8, rx: 12, class: "qms-chart-box" }) : null,
        textLines(box.head, left + 12, box.top + 20, { class: "qms-chart-strong" }),
        textLines(box.more, left + 12, box.top + 20 + box.head.length * 17, { class: "qms-chart-label" }),
        chart.steps[index].to.includes(index + 1) ? [
          svg("line", { x1: middle, x2: middle, y1: box.top + box.height, y2: box.top + box.height + 20, class: "qms-chart-arrow" }),
          arrowHead(middle, box.top + box.height + 26, "down"),
        ] : null,
      ]),
      jumps.map(({ from, to }, lane) => {
        const out = right + 14 + (lane % 6) * 11;
        const start = boxes[from].top + boxes[from].height * (to === from ? 0.75 : 0.6);
        const end = boxes[to].top + boxes[to].height * (to === from ? 0.25 : 0.4);
        return [
          svg("path", { d: `M${right} ${start}H${out}V${end}H${right + 7}`, class: to <= from ? "qms-chart-arrow qms-chart-back" : "qms-chart-arrow" }),
          arrowHead(right, end, "left"),
        ];
      }),
    ],
  };
};

/** Bones to the side of an upright spine: room enough for words on any screen. */
const drawFishboneUpright = (chart, width) => {
  const letters = Math.floor((width - 60) / 7);
  const head = wrapText(chart.problem, Math.floor((width - 24) / 8.4));
  const top = 18 + head.length * 17;
  let y = top + 22;
  const shapes = [];
  for (const bone of chart.bones) {
    shapes.push(svg("line", { x1: 14, x2: 34, y1: y - 12, y2: y, class: "qms-chart-bone" }));
    const name = wrapText(bone.name, Math.floor(letters * 0.87));
    shapes.push(textLines(name, 40, y + 4, { class: "qms-chart-strong" }));
    y += name.length * 17 + 5;
    for (const cause of bone.causes) {
      const lines = wrapText((cause.agreed ? "✓ " : "") + cause.text, letters - 2);
      shapes.push(svg("line", { x1: 40, x2: 50, y1: y - 1, y2: y - 1, class: "qms-chart-axis" }), textLines(lines, 56, y + 4));
      y += lines.length * 17 + 3;
    }
    if (!bone.causes.length) {
      shapes.push(textLines([t("tool.fishbone_none")], 56, y + 4, { class: "qms-chart-label" }));
      y += 20;
    }
    y += 16;
  }
  return {
    height: y,
    shapes: [
      svg("rect", { x: 2, y: 4, width: width - 4, height: top - 6, rx: 8, class: "qms-chart-box qms-chart-headbox" }),
      textLines(head, 12, 24, { class: "qms-chart-strong" }),
      svg("line", { x1: 14, x2: 14, y1: top - 2, y2: y - 16, class: "qms-chart-spine" }),
      shapes,
    ],
  };
};
const drawFishbone = (chart, width) => {
  const pairs = Math.ceil(chart.bones.length / 2);
  const headWidth = 150;
  const pitch = Math.min(290, (width - headWidth - 24) / pairs);
  if (pitch < 185) return drawFishboneUpright(chart, width);
  const slant = 46;
  const letters = Math.floor((pitch - slant - 18) / 6.8);
  const bones = chart.bones.map((bone) => ({
    name: wrapText(bone.name, Math.floor(pitch / 7.4)),
    lines: bone.causes.length
      ? bone.causes.flatMap((cause) => wrapText((cause.agreed ? "✓ " : "") + cause.text, letters).map((text, index) => ({ text, first: !index })))
      : [{ text: t("tool.fishbone_none"), first: false }],
  }));
  const reach = Math.max(...bones.map((bone) => bone.lines.length)) * 17 + 24;
  const names = Math.max(...bones.map((bone) => bone.name.length)) * 17;
  const spine = names + reach + 10;
  const end = pairs * pitch + 10;
  const problem = wrapText(chart.problem, Math.floor((headWidth - 20) / 8.4));
  return {
    height: 2 * spine,
    shapes: [
      svg("line", { x1: 4, x2: end, y1: spine, y2: spine, class: "qms-chart-spine" }),
      svg("rect", { x: end, y: spine - problem.length * 8.5 - 10, width: headWidth, height: problem.length * 17 + 18, rx: 8, class: "qms-chart-box qms-chart-headbox" }),
      textLines(problem, end + 10, spine - problem.length * 8.5 + 12, { class: "qms-chart-strong" }),
      bones.map((bone, place) => {
        const side = place % 2 ? 1 : -1;
        const joint = (Math.floor(place / 2) + 1) * pitch;
        const tip = spine + side * reach;
        return [
          svg("line", { x1: joint - slant, x2: joint, y1: tip, y2: spine, class: "qms-chart-bone" }),
          textLines(bone.name, joint - slant, side < 0 ? tip - bone.name.length * 17 + 12 : tip + 16, { class: "qms-chart-strong", "text-anchor": "middle" }),
          bone.lines.map(({ text, first }, step) => {
            const y = side < 0 ? tip + 16 + step * 17 : spine + 24 + step * 17;
            const edge = joint - slant * (Math.abs(y - 4 - spine) / reach);
            return [
              svg("text", { x: edge - 13, y, "text-anchor": "end" }, text),
              first ? svg("line", { x1: edge - 10, x2: edge, y1: y - 4, y2: y - 4, class: "qms-chart-axis" }) : null,
            ];
          }),
        ];
      }),
    ],
  };
};

const drawPareto = (chart, width) => {
  const left = Math.min(190, Math.max(90, width * 0.3));
  const right = 118;
  const step = 34;
  const top = 24;
  const high = Math.max(...chart.y, 0) || 1;
  const x = (value) => left + (value / high) * (width - left - right);
  const few = chart.vital.filter(Boolean).length;
  const cut = top + few * step;
  const height = top + chart.x.length * step + 8;
  return {
    height,
    shapes: [
      svg("text", { x: width - 4, y: 14, "text-anchor": "end", class: "qms-chart-label" }, t("tool.together")),
      chart.x.map((label, index) => {
        const y = top + index * step;
        return [
          svg("text", { x: left - 10, y: y + 20, "text-anchor": "end", class: chart.vital[index] ? "qms-chart-strong" : "qms-chart-label" }, clip(String(label), left - 34)),
          svg("rect", { x: left, y: y + 5, width: Math.max(1, x(chart.y[index]) - left), height: 22, rx: 2, class: chart.vital[index] ? "qms-chart-bar" : "qms-chart-hollow" }),
          svg("text", { x: x(chart.y[index]) + 8, y: y + 21, class: "qms-chart-value" }, chartNumber(chart.y[index])),
          svg("text", { x: width - 4, y: y + 21, "text-anchor": "end", class: "qms-chart-label" }, `${chartNumber(chart.cumulative[index])}%`),
        ];
      }),
      svg("line", { x1: left, x2: left, y1: top, y2: height - 6, class: "qms-chart-axis" }),
      few && few < chart.x.length ? [
        svg("line", { x1: 2, x2: width - 2, y1: cut, y2: cut, class: "qms-chart-mark" }),
        svg("text", { x: 2, y: 14, class: "qms-chart-label" }, t("tool.vital_above")),
      ] : null,
    ],
  };
};

const drawIntervals = (chart, width) => {
  const left = Math.min(150, Math.max(76, width * 0.22));
  const right = 20;
  const step = 52;
  const top = 8;
  const high = chart.unit === "%" ? 100 : Math.max(...chart.high, 1);
  const x = (value) => left + (value / high) * (width - left - right);
  const height = top + chart.x.length * step + 22;
  return {
    height,
    shapes: [
      [0, 0.25, 0.5, 0.75, 1].map((share) => [
        svg("line", { x1: x(share * high), x2: x(share * high), y1: top, y2: height - 20, class: "qms-chart-grid" }),
        svg("text", { x: x(share * high), y: height - 4, "text-anchor": "middle", class: "qms-chart-label" }, `${chartNumber(share * high)}${share === 1 ? chart.unit : ""}`),
      ]),
      chart.x.map((label, index) => {
        const y = top + index * step + 30;
        const [from, to, at] = [chart.low[index], chart.high[index], chart.y[index]].map(x);
        const middle = (from + to) / 2;
        return [
          svg("text", { x: left - 10, y: y + 5, "text-anchor": "end", class: "qms-chart-label" }, clip(String(label), left - 12)),
          svg("path", { d: `M${from} ${y}H${to}M${from} ${y - 7}V${y + 7}M${to} ${y - 7}V${y + 7}`, class: "qms-chart-line" }),
          svg("path", { d: `M${at} ${y - 7}L${at + 7} ${y}L${at} ${y + 7}L${at - 7} ${y}Z`, class: "qms-chart-dot" }),
          svg("text", { x: Math.min(Math.max(middle, left + 60), width - 80), y: y - 13, "text-anchor": "middle", class: "qms-chart-value" },
            t("tool.interval", { value: chartNumber(chart.y[index]), unit: chart.unit, low: chartNumber(chart.low[index]), high: chartNumber(chart.high[index]) })),
        ];
      }),
    ],
  };
};

const drawGrid = (chart, width) => {
  const left = 34;
  const side = Math.min(width - left - 6, 430);
  const tall = Math.min(side, 320);
  const top = 8;
  const span = chart.high - chart.low;
  const x = (value) => left + 36 + ((value - chart.low) / span) * (side - 72);
  const y = (value) => top + tall - 36 - ((value - chart.low) / span) * (tall - 72);
  const middle = (chart.low + chart.high) / 2;
  const letters = Math.floor((width - 30) / 7);
  const spots = new Map();
  chart.labels.forEach((label, index) => {
    const key = `${chart.x[index]}|${chart.y[index]}`;
    if (!spots.has(key)) spots.set(key, { x: chart.x[index], y: chart.y[index], numbers: [] });
    spots.get(key).numbers.push(index + 1);
  });
  let bottom = top + tall + 44;
  const key = chart.labels.map((label, index) => {
    const lines = wrapText(`${index + 1}. ${label}`, letters);
    const drawn = textLines(lines, 4, bottom);
    bottom += lines.length * 17 + 3;
    return drawn;
  });
  const corners = [[left + 6, top + 16, "start"], [left + side - 6, top + 16, "end"], [left + 6, top + tall - 8, "start"], [left + side - 6, top + tall - 8, "end"]];
  return {
    height: bottom - 8,
    shapes: [
      svg("rect", { x: left, y: top, width: side, height: tall, class: "qms-chart-box" }),
      svg("line", { x1: x(middle), x2: x(middle), y1: top, y2: top + tall, class: "qms-chart-mark" }),
      svg("line", { x1: left, x2: left + side, y1: y(middle), y2: y(middle), class: "qms-chart-mark" }),
      chart.quadrants.map((name, index) => svg("text", { x: corners[index][0], y: corners[index][1], "text-anchor": corners[index][2], class: "qms-chart-label", "font-style": "italic" }, name)),
      [...spots.values()].map((spot) => {
        const label = spot.numbers.join(", ");
        const half = Math.max(12, 5 + label.length * 4);
        return [
          svg("rect", { x: x(spot.x) - half, y: y(spot.y) - 12, width: 2 * half, height: 24, rx: 12, class: "qms-chart-bar" }),
          svg("text", { x: x(spot.x), y: y(spot.y) + 5, "text-anchor": "middle", class: "qms-chart-onbar" }, label),
        ];
      }),
      svg("text", { x: left + side / 2, y: top + tall + 18, "text-anchor": "middle", class: "qms-chart-label" }, chart.x_label),
      svg("text", { x: 16, y: top + tall / 2, "text-anchor": "middle", class: "qms-chart-label", transform: `rotate(-90 16 ${top + tall / 2})` }, chart.y_label),
      key,
    ],
  };
};

Object.assign(CHARTS, { flow: drawFlow, fishbone: drawFishbone, pareto: drawPareto, intervals: drawIntervals, grid: drawGrid });
Object.assign(CHART_ROWS, {
  flow: (chart) => ({
    columns: [t("tool.step"), t("tool.who"), t("tool.limit"), t("tool.then")],
    rows: chart.steps.map((step, index) => [
      chart.numbers === false ? step.label : `${index + 1}. ${step.label}`, step.who, step.within,
      [...step.to.map((to) => to + 1), ...(step.end ? [t("tool.flow_end")] : [])].join(", "),
    ]),
  }),
  fishbone: (chart) => ({
    columns: [t("tool.bone"), t("tool.what"), t("tool.agreed")],
    rows: chart.bones.flatMap((bone) => bone.causes.map((cause) => [bone.name, cause.text, cause.agreed ? "✓" : ""])),
  }),
  pareto: (chart) => ({
    columns: [t("tool.what"), chart.unit, t("tool.together")],
    rows: chart.x.map((label, index) => [label, chart.y[index], `${chartNumber(chart.cumulative[index])}%`]),
  }),
  intervals: (chart) => ({
    columns: [t("tool.what"), chart.unit, t("tool.from"), t("tool.to")],
    rows: chart.x.map((label, index) => [label, chart.y[index], chart.low[index], chart.high[index]]),
  }),
  grid: (chart) => ({
    columns: [t("tool.what"), chart.y_label, chart.x_label],
    rows: chart.labels.map((label, index) => [`${index + 1}. ${label}`, chart.y[index], chart.x[index]]),
  }),
});
