/* What every page does: the dark mode switch, and the contents that fold on narrow screens. */
"use strict";
(function () {
  const root = document.documentElement;

  const themeSwitch = document.getElementById("theme-switch");
  const showTheme = () => themeSwitch.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  themeSwitch.hidden = false;
  showTheme();
  themeSwitch.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    showTheme();
    try {
      localStorage.setItem("qms.theme", root.dataset.theme);
    } catch {
      // Storage is off: the choice holds for this page only.
    }
  });

  const contents = document.getElementById("contents");
  const contentsSwitch = document.getElementById("contents-switch");
  contentsSwitch.hidden = false;
  const openContents = (open) => {
    contents.classList.toggle("open", open);
    contentsSwitch.setAttribute("aria-expanded", String(open));
  };
  contentsSwitch.addEventListener("click", () => openContents(!contents.classList.contains("open")));
  contents.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && contents.classList.contains("open")) {
      openContents(false);
      contentsSwitch.focus();
    }
  });

  // Opened from a learner's start page: a way back to it, first among the pages.
  const home = location.protocol.startsWith("http") && location.pathname.match(/^(.*\/qms\/)site\//);
  if (home) {
    const back = document.createElement("a");
    back.className = "tool";
    back.href = home[1];
    back.textContent = "Back to your exercises";
    themeSwitch.before(back);
  }

  // On paper nothing can be unfolded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open], .code-fold, .qms *)")];
    folded.forEach((part) => (part.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((part) => (part.open = false)));
})();
