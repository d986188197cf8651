// Where a page keeps things and whom it asks: the browser alone, or the notebook's kernel.

/** Questions to the kernel with their answers. Resolves with the reply; rejects when none comes in time. */
const kernelLine = (model) => {
  const waiting = new Map();
  let last = 0;
  const hear = (message) => {
    const one = waiting.get(message?.seq);
    if (!one) return;
    waiting.delete(message.seq);
    clearTimeout(one.timer);
    one.resolve(message);
  };
  model.on("msg:custom", hear);
  return {
    ask: (content, patience = 5000) => new Promise((resolve, reject) => {
      const seq = ++last;
      const timer = setTimeout(() => { waiting.delete(seq); reject(new Error(t("host.no_reply"))); }, patience);
      waiting.set(seq, { resolve, timer });
      try {
        // A closed connection may throw at once or only later: both count as no reply.
        Promise.resolve(model.send({ ...content, seq })).catch(() => {});
      } catch {
        // The timer above reports it.
      }
    }),
    close: () => {
      model.off("msg:custom", hear);
      for (const one of waiting.values()) clearTimeout(one.timer);
      waiting.clear();
    },
  };
};

/** Run a tool in the page itself. */
const pageTool = async (name, inputs) => {
  if (!Object.hasOwn(QMS_TOOLS, name)) throw new Error(t("tool.unknown", { name }));
  return QMS_TOOLS[name](inputs);
};

/**
 * Ask the kernel for a tool's result, and fall back on the page's own tool when it does not reply. Its `file` asks for
 * a document as a file, which only the kernel can make.
 */
const kernelTool = (line) => {
  const run = async (name, inputs) => {
    let reply;
    try {
      reply = await line.ask({ kind: "tool", name, inputs }, 4000);
    } catch {
      return pageTool(name, inputs);
    }
    if (reply.kind === "failed") throw new Error(reply.why);
    return reply.result;
  };
  run.file = async (form, content) => {
    const reply = await line.ask({ kind: "file", form, content }, 20000);
    if (reply.kind !== "file") throw new Error(reply.why || t("host.no_reply"));
    return { type: reply.type, bytes: Uint8Array.from(atob(reply.data), (letter) => letter.charCodeAt(0)) };
  };
  return run;
};

const PRACTICE_KEY = "qms.practice.1";
/** What the browser refused to keep: held by the page, for all its blocks, so that it can still be taken along. */
let qmsUnkept = null;

/** Practice kept in this browser. Everything is tried and nothing relied on: a page from a folder may not keep things. */
const browserHost = () => {
  const all = () => {
    if (qmsUnkept) return { ...qmsUnkept };
    try {
      const found = JSON.parse(window.localStorage.getItem(PRACTICE_KEY) || "null");
      return isMapping(found) && found.format === 1 && isMapping(found.items) ? found.items : {};
    } catch {
      return {};
    }
  };
  const write = (items) => {
    try {
      window.localStorage.setItem(PRACTICE_KEY, JSON.stringify({ format: 1, items }));
      qmsUnkept = null;
      return { ok: true, at: new Date().toISOString() };
    } catch {
      qmsUnkept = items;
      return { ok: false, why: t("practice.browser_refused") };
    }
  };
  return {
    live: false,
    kept: window.location.protocol === "file:" ? t("practice.kept_file") : t("practice.kept_browser"),
    today: localToday,
    all: async () => all(),
    keep: async (changes) => {
      // Read again first: another tab may have kept something since.
      const items = all();
      for (const [id, entry] of Object.entries(changes)) {
        if (entry === null) delete items[id];
        else items[id] = entry;
      }
      return write(items);
    },
    tool: pageTool,
    watch: (run) => {
      const hear = (event) => { if (event.key === PRACTICE_KEY || event.key === null) run(); };
      window.addEventListener("storage", hear);
      return () => window.removeEventListener("storage", hear);
    },
    close: () => {},
  };
};

/** Practice kept by the notebook's kernel in the learner's work folder. */
const kernelHost = (model) => {
  const line = kernelLine(model);
  const call = async (content) => {
    try {
      const reply = await line.ask(content);
      return reply.kind === "failed" ? { ok: false, why: reply.why } : { ok: true, ...reply };
    } catch (error) {
      return { ok: false, why: error.message };
    }
  };
  return {
    live: true,
    kept: t("practice.kept_work"),
    today: () => model.get("today") || localToday(),
    all: async () => {
      const reply = await call({ kind: "all" });
      return reply.ok && isMapping(reply.items) ? reply.items : {};
    },
    keep: (changes) => call({ kind: "keep", changes }),
    tool: kernelTool(line),
    watch: () => () => {},
    close: line.close,
  };
};
