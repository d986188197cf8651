// Saving an assessed form through the kernel. "Saved" is said only when the kernel has said so; until then every
// change is held in the page and in the browser, and sent again.

const RETRY = 5000;

/** Changes that the kernel has not yet confirmed, held in the browser so that a closed page loses nothing. */
const heldChanges = (owner) => {
  const key = `qms.pending.1.${owner}`;
  return {
    read: () => {
      try {
        const found = JSON.parse(window.localStorage.getItem(key) || "null");
        return isMapping(found) ? found : {};
      } catch {
        return {};
      }
    },
    write: (changes) => {
      try {
        if (Object.keys(changes).length) window.localStorage.setItem(key, JSON.stringify(changes));
        else window.localStorage.removeItem(key);
      } catch {
        // The page still holds them.
      }
    },
  };
};

/**
 * Keep sending what changed until the kernel confirms it.
 *
 * told: saving(), saved(at), trouble(text), clash(id, {value, revision, at}).
 * bases: for each id the revision that the page last saw; for "declaration" the moment.
 */
const makeSaver = (line, owner, bases, told) => {
  const held = heldChanges(owner);
  const pending = new Map(Object.entries(held.read()).map(([id, one]) => [id, one.value]));
  for (const [id, one] of Object.entries(held.read())) bases[id] = one.base;
  const clashes = new Set();
  let flying = false;
  let retry = null;

  const remember = () => held.write(Object.fromEntries([...pending].map(([id, value]) => [id, { value, base: bases[id] ?? null }])));
  const send = async () => {
    clearTimeout(retry);
    retry = null;
    soon.stop();
    const changed = Object.fromEntries([...pending].filter(([id]) => !clashes.has(id)));
    if (flying || !Object.keys(changed).length) return;
    flying = true;
    told.saving();
    let reply;
    try {
      reply = await line.ask({ kind: "save", changed, base: Object.fromEntries(Object.keys(changed).map((id) => [id, bases[id] ?? null])) }, 5000);
    } catch {
      reply = { kind: "lost" };
    }
    flying = false;
    if (reply.kind !== "saved") {
      told.trouble(reply.kind === "failed" ? reply.why : t("save.lost"));
      retry = setTimeout(send, RETRY);
      return;
    }
    for (const [id, base] of Object.entries(reply.revisions)) {
      bases[id] = base;
      if (JSON.stringify(pending.get(id)) === JSON.stringify(changed[id])) pending.delete(id);
    }
    for (const [id, other] of Object.entries(reply.clashes || {})) {
      clashes.add(id);
      told.clash(id, other);
    }
    remember();
    const waiting = [...pending.keys()].some((id) => !clashes.has(id));
    if (waiting) send();
    else if (clashes.size) told.trouble(t("save.clash"), false);
    else told.saved(reply.at);
  };
  const soon = later(send, 600);
  return {
    pending,
    put: (id, value, when) => {
      pending.set(id, value);
      remember();
      if (clashes.has(id)) return;
      if (when === "now") send(); else soon();
    },
    /** The learner chose: null keeps the other version, anything else saves this one over it. */
    settle: (id, other, mine) => {
      clashes.delete(id);
      bases[id] = other.revision;
      if (mine === undefined) {
        pending.delete(id);
        remember();
        if (!pending.size) told.saved(other.at);
        else send();
      } else {
        pending.set(id, mine);
        remember();
        send();
      }
    },
    send,
    ping: async () => {
      try {
        await line.ask({ kind: "ping" }, 5000);
        return true;
      } catch {
        return false;
      }
    },
    close: () => { clearTimeout(retry); soon.stop(); },
  };
};

/** The bar that always says where things stand. It hangs on the notebook's panel, so that it never scrolls away. */
const saveBar = (root, retry) => {
  const state = h("span", { class: "qms-save-state" });
  const alarm = h("span", { class: "qms-save-alarm", role: "alert" });
  const count = h("span", { class: "qms-save-count" });
  const again = button(t("save.try_again"), retry, { hidden: true });
  const node = h("div", { class: "qms qms-savebar", role: "region", "aria-label": t("save.region") },
    h("div", { class: "qms-savebar-in" }, state, alarm, again, count));
  shieldKeys(node);
  let closed = false;
  const hang = (tries) => {
    if (closed) return;
    if (!root.isConnected && tries > 0) {
      requestAnimationFrame(() => hang(tries - 1));
      return;
    }
    const panel = root.closest(".jp-NotebookPanel");
    node.classList.toggle("qms-savebar-page", !panel);
    (panel || document.body).append(node);
  };
  hang(600);
  return {
    calm: (text) => {
      node.classList.remove("qms-bad");
      again.hidden = true;
      alarm.replaceChildren();
      delete alarm.dataset.why;
      state.textContent = text;
    },
    alarm: (why, canRetry = true) => {
      node.classList.add("qms-bad");
      again.hidden = !canRetry;
      state.textContent = "";
      // The same alarm again is not spoken again.
      if (alarm.dataset.why !== why) alarm.replaceChildren(h("strong", {}, t("save.not_saved")), ` ${why}`);
      alarm.dataset.why = why;
    },
    count: (text) => { count.textContent = text; },
    get bad() { return node.classList.contains("qms-bad"); },
    close: () => { closed = true; node.remove(); },
  };
};
