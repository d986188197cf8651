/* Search without a server: every section of the course is in search-index.js, as window.qmsSearchIndex. */
"use strict";
(function () {
  const MOST = 30;
  const AROUND = 90;
  const sections = window.qmsSearchIndex || [];
  const plain = (text) => text.toLowerCase().replace(/[’‘]/g, "'");

  // "complaints" also finds "complaint": the end that grammar adds is cut off, then words are matched by their start.
  const stem = (word) => {
    const cut = word.replace(/(?:ies|ing|ed|es|s|y)$/, "");
    return cut.length >= 4 ? cut : word;
  };
  const words = (query) =>
    [...new Set(plain(query).split(/[^\p{L}\p{N}.']+/u).map((word) => word.replace(/^[.']+|[.']+$/g, "")))]
      .filter(Boolean)
      .map(stem);
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = (word, flags) => new RegExp(`(?<![\\p{L}\\p{N}])${escape(word)}[\\p{L}\\p{N}]*`, flags);

  function find(query) {
    const wanted = words(query);
    if (!wanted.length) return [];
    const found = [];
    for (const section of sections) {
      let score = 0;
      const all = wanted.every((word) => {
        const times = (text) => (plain(text).match(pattern(word, "gu")) || []).length;
        const here = 12 * times(section.title) + Math.min(times(section.text), 5);
        const page = 3 * times(section.page);
        score += here + page;
        return here + page > 0;
      });
      if (all) found.push({ section, score });
    }
    return found.sort((a, b) => b.score - a.score).map((hit) => hit.section);
  }

  const anyOf = (wanted) => new RegExp(wanted.map((word) => pattern(word, "u").source).join("|"), "giu");

  /** Put `text` into `place`, with what was searched for marked. */
  function marked(place, text, marks) {
    let at = 0;
    for (const hit of text.matchAll(marks)) {
      const mark = document.createElement("mark");
      mark.textContent = hit[0];
      place.append(text.slice(at, hit.index), mark);
      at = hit.index + hit[0].length;
    }
    place.append(text.slice(at));
  }

  function excerpt(text, marks) {
    const first = text.search(marks);
    const start = first <= AROUND ? 0 : text.lastIndexOf(" ", first - AROUND) + 1;
    let end = Math.min(text.length, Math.max(first, 0) + 2 * AROUND);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start);
    const line = document.createElement("p");
    line.append(start ? "… " : "");
    marked(line, text.slice(start, end), marks);
    line.append(end < text.length ? " …" : "");
    return line;
  }

  function show(query) {
    const status = document.getElementById("search-status");
    const list = document.getElementById("search-results");
    list.replaceChildren();
    if (!words(query).length) {
      status.textContent = "Type a word or two, such as “timescale”.";
      return;
    }
    const hits = find(query);
    const marks = anyOf(words(query));
    const shown = hits.slice(0, MOST);
    if (!hits.length) status.textContent = `Nothing was found for “${query}”. Try fewer or other words.`;
    else if (hits.length === 1) status.textContent = `1 place found for “${query}”.`;
    else if (hits.length > MOST) status.textContent = `${hits.length} places found for “${query}”. The best ${MOST} are shown.`;
    else status.textContent = `${hits.length} places found for “${query}”.`;
    for (const section of shown) {
      const row = document.createElement("li");
      const link = document.createElement("a");
      link.href = document.documentElement.dataset.content_root + section.url;
      marked(link, section.title, marks);
      row.append(link);
      if (section.page !== section.title) {
        const page = document.createElement("span");
        page.className = "search-page";
        page.textContent = section.page;
        row.append(page);
      }
      row.append(excerpt(section.text, marks));
      list.append(row);
    }
  }

  const query = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("site-search-words").value = query;
  show(query);
})();
