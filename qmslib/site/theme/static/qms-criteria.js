/* The criteria map: how much of the practice this browser knows as done. */
"use strict";
(function () {
  let kept = {};
  try {
    const found = JSON.parse(localStorage.getItem("qms.practice.1") || "null");
    if (found && found.format === 1 && found.items) kept = found.items;
  } catch {
    // Storage is off or damaged: the map stays without progress.
  }
  for (const place of document.querySelectorAll("[data-qms-items]")) {
    const items = Object.entries(JSON.parse(place.dataset.qmsItems));
    // An answer to an item that has changed since does not count.
    const done = items.filter(([id, hash]) => kept[id] && kept[id].judged && kept[id].hash === hash).length;
    const words = document.createElement("span");
    words.textContent = done === items.length ? `All ${done} done in this browser` : `${done} of ${items.length} done in this browser`;
    const bar = document.createElement("span");
    bar.className = "qms-criteria-bar";
    bar.setAttribute("aria-hidden", "true");
    const fill = document.createElement("span");
    fill.style.width = `${(100 * done) / items.length}%`;
    bar.append(fill);
    place.append(words, bar);
    place.classList.toggle("all-done", done === items.length);
    place.hidden = false;
  }
})();
