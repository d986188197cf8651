// Making page elements. Text always enters a page as text: nothing here or elsewhere parses markup from data.

/** The message under a dotted key, with {names} filled in. */
const t = (key, values = {}) => {
  const found = key.split(".").reduce((node, part) => (node === undefined ? undefined : node[part]), QMS_MESSAGES);
  if (typeof found !== "string") throw new Error(`There is no message ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
};

const fillElement = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
};

/** An element: h("p", {class: "x", on: {click: run}}, "text", otherNode). */
const h = (tag, attributes, ...children) => fillElement(document.createElement(tag), attributes, children);

/** The same for pictures. */
const svg = (tag, attributes, ...children) =>
  fillElement(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

let qmsLastId = 0;
/** An id that no other element on this page has, even when the script is loaded twice. */
const newId = (name) => {
  let id;
  do {
    qmsLastId += 1;
    id = `qms-${name}-${qmsLastId}`;
  } while (document.getElementById(id));
  return id;
};

const ICONS = {
  up: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  down: "M8 3v10M3.5 8.5 8 13l4.5-4.5",
  remove: "M4 4l8 8M12 4l-8 8",
  right: "M3 8.5l3.5 3.5L13 4.5",
  wrong: "M4 4l8 8M12 4l-8 8",
  partly: "M3 8h10",
  missed: "M8 3v6.5M8 12.4v.6",
  todo: "M8 3.2a4.8 4.8 0 1 0 .01 0",
  info: "M8 7v5.5M8 3.4v.6",
};

/** A small line drawing that screen readers pass over. */
const icon = (name) =>
  svg(
    "svg",
    { class: "qms-icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round",
      "stroke-linejoin": "round" }),
  );

const button = (label, run, attributes = {}) => h("button", { type: "button", ...attributes, on: { click: run } }, label);

/** A button that shows only an icon; its name is spoken and shown on hover. */
const iconButton = (name, label, run, attributes = {}) =>
  h("button", { type: "button", class: "qms-icon-button", title: label, "aria-label": label, ...attributes,
    on: { click: run } }, icon(name));

/** One polite region in which changes are spoken. */
const liveRegion = () => {
  const node = h("div", { class: "qms-sr", "aria-live": "polite" });
  let timer = null;
  return {
    node,
    say(text, wait = 60) {
      clearTimeout(timer);
      // Emptied first, so that the same words twice are spoken twice.
      node.textContent = "";
      timer = setTimeout(() => { node.textContent = text; }, wait);
    },
  };
};

/** Ask before something that cannot be undone: a row with the question and two buttons, in the page itself. */
const askFirst = (opener, question, yes, run) => {
  const close = () => { box.remove(); opener.hidden = false; opener.focus(); };
  const box = h(
    "div",
    { class: "qms-ask", role: "group", "aria-label": question },
    h("span", {}, question),
    button(yes, () => { close(); run(); }, { class: "qms-danger" }),
    button(t("ask.keep"), close),
  );
  opener.hidden = true;
  opener.after(box);
  box.querySelector("button:last-of-type").focus();
};

/** Keep typing away from the notebook's own shortcuts. */
const shieldKeys = (node) => {
  const off = "data-lm-suppress-shortcuts";
  node.setAttribute(off, "true");
  // Jupyter looks for it from the focused element upwards, and its shortcuts ask for any focused element: so it must
  // stand on the very one. Without it an arrow key in a list of choices would leave the form for the next cell.
  node.addEventListener("focusin", (event) => event.target.setAttribute(off, "true"));
  for (const event of ["keydown", "keypress", "keyup"]) node.addEventListener(event, (e) => e.stopPropagation());
};

/**
 * Put `children` into a node, unless they look as what is there: leaving a field tells of a change once more, and the
 * link or button that the focus or a click is just on its way to must still be there when it arrives.
 */
const redraw = (node, children) => {
  const made = h("div", {}, children);
  const there = [...node.childNodes];
  const same = there.length === made.childNodes.length && there.every((one, n) => one.isEqualNode(made.childNodes[n]));
  if (!same) node.replaceChildren(...made.childNodes);
};

/** Run `work` when nothing was asked for `wait` milliseconds; `.now()` runs it at once if it was waiting. */
const later = (work, wait) => {
  let timer = null;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = null; work(); }, wait);
  };
  soon.now = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    work();
  };
  soon.stop = () => { clearTimeout(timer); timer = null; };
  return soon;
};

const clockTime = (moment) => {
  const when = moment ? new Date(moment) : new Date();
  return Number.isNaN(when.getTime()) ? "" : when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
};

/** Today by the reader's own calendar, as YYYY-MM-DD. */
const localToday = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};

/** Hand the reader a file. */
const download = (name, type, content) => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
};
