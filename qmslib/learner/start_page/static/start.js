// The start page works without this file. It adds three comforts: the message after an action gets the focus, so
// that it is read out; a button cannot be pressed twice; and the page is fresh when the learner comes back to it.
"use strict";

const said = document.getElementById("said");
if (said && said.querySelector(".message")) said.focus();

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  // Disabled only after the form has been sent: a disabled button would not be sent with it.
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});

// Back from another tab: shown anew only when something has changed meanwhile, so that nobody loses their place.
document.addEventListener("visibilitychange", async () => {
  const shown = document.querySelector("main").dataset.version;
  if (document.visibilityState === "hidden" || !shown) return;
  const here = document.activeElement;
  try {
    const answer = await fetch(location.pathname, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const version = fresh.querySelector("main").dataset.version;
    const typing = document.querySelector("input:focus, .settings[open]");
    const chosen = [...document.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
    // Who has moved on by keyboard meanwhile keeps their place.
    const moved = document.activeElement !== here;
    if (version && version !== shown && !typing && !chosen && !moved) location.replace(location.pathname);
  } catch {
    // The course has been stopped: the page stays as it is.
  }
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
