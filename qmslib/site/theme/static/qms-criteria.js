/* The criteria map: how much of the practice this browser knows as done, and how much of that was right. */
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
    const judged = items.filter(([id, hash]) => kept[id] && kept[id].judged && kept[id].hash === hash);
    const right = judged.filter(([id]) => kept[id].right).length;
    const done = judged.length;
    const words = document.createElement("span");
    const counted = done === items.length ? `All ${done} done in this browser` : `${done} of ${items.length} done in this browser`;
    words.textContent = done ? `${counted}, ${right === done ? "all" : right} right` : counted;
    const bar = document.createElement("span");
    bar.className = "qms-criteria-bar";
    bar.setAttribute("aria-hidden", "true");
    for (const [part, count] of [["right", right], ["again", done - right]]) {
      const fill = document.createElement("span");
      fill.className = part;
      fill.style.width = `${(100 * count) / items.length}%`;
      bar.append(fill);
    }
    place.append(words, bar);
    place.classList.toggle("all-done", done === items.length);
    place.hidden = false;
  }
})();
