// Progress in practice: a bar for each block, and taking it along, bringing it back and starting again.

const progressBar = () => {
  const words = h("p", { class: "qms-progress-words" });
  const fill = h("span", {});
  const bar = h("div", { class: "qms-bar", "aria-hidden": "true" }, fill);
  return {
    node: h("div", { class: "qms-progress" }, words, bar),
    show: (done, all, text) => {
      words.textContent = text;
      bar.hidden = all < 2;
      fill.style.width = `${all ? Math.round((100 * done) / all) : 0}%`;
      words.parentElement.classList.toggle("qms-complete", done === all);
    },
  };
};

/** An entry that a file brought in, or null when it is none. */
const soundEntry = (entry) => {
  if (!isMapping(entry) || typeof entry.hash !== "string" || JSON.stringify(entry).length > 500000) return null;
  const kept = {};
  for (const name of ["hash", "value", "sure", "judged", "shown", "right", "points", "max", "tries", "review", "at"]) {
    if (Object.hasOwn(entry, name)) kept[name] = entry[name];
  }
  return kept;
};

const readPracticeFile = async (file) => {
  if (file.size > 5000000) throw new Error(t("progress.too_large"));
  let data;
  try {
    data = JSON.parse(await file.text());
  } catch {
    throw new Error(t("progress.not_json"));
  }
  if (!isMapping(data) || data.format !== 1 || !isMapping(data.items)) throw new Error(t("progress.not_practice"));
  const items = {};
  for (const [id, entry] of Object.entries(data.items)) {
    const sound = /^[a-z][a-z0-9-]{0,59}$/.test(id) ? soundEntry(entry) : null;
    if (sound) items[id] = sound;
  }
  return items;
};

/** The folded section under a block: keep, take along, bring back, start again. */
const progressPanel = (host, { ids, page = false }) => {
  const reload = () => window.dispatchEvent(new CustomEvent(PRACTICE_CHANGED));
  const status = h("p", { class: "qms-small", role: "status" });
  const picker = h("input", {
    type: "file", accept: "application/json,.json", class: "qms-sr", tabindex: "-1", "aria-hidden": "true",
    on: {
      change: async () => {
        const [file] = picker.files;
        if (!file) return;
        try {
          const brought = await readPracticeFile(file);
          const here = await host.all();
          const newer = Object.fromEntries(Object.entries(brought).filter(([id, entry]) => !here[id] || String(entry.at || "") > String(here[id].at || "")));
          const kept = await host.keep(newer);
          status.textContent = !kept.ok ? kept.why : Object.keys(newer).length ? t("progress.imported", { n: Object.keys(newer).length }) : t("progress.imported_none");
          reload();
        } catch (error) {
          status.textContent = t("progress.not_imported", { why: error.message });
        }
        picker.value = "";
      },
    },
  });
  const forget = async (chosen) => {
    const kept = await host.keep(Object.fromEntries(chosen.map((id) => [id, null])));
    status.textContent = kept.ok ? t("progress.cleared") : kept.why;
    reload();
  };
  const [start, ask] = page ? ["progress.again_page", "progress.again_page_ask"] : ["progress.again", "progress.again_ask"];
  const again = button(t(start), () => askFirst(again, t(ask), t("progress.again_yes"), () => forget(ids)));
  const everything = button(t("progress.everything"), () => askFirst(everything, t("progress.everything_ask"), t("progress.everything_yes"),
    async () => forget(Object.keys(await host.all()))));
  return h("details", { class: "qms-manage" },
    h("summary", {}, t("progress.title")),
    h("p", { class: "qms-small" }, host.kept),
    h("div", { class: "qms-row" },
      button(t("progress.export"), async () => {
        const name = `practice-${localToday()}.json`;
        download(name, "application/json", `${JSON.stringify({ format: 1, items: await host.all() }, null, 1)}\n`);
        status.textContent = t("progress.exported", { name });
      }),
      button(t("progress.import"), () => picker.click()), again, everything, picker),
    status);
};
