// Small behaviours keyed by data- attributes. Every page works without them.

// A menu closes on Escape, on a click elsewhere and when the focus leaves it.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The browser refuses a form for a field that is folded away, and cannot show it: then it is unfolded first.
document.addEventListener("invalid", (event) => {
  const folded = event.target.closest("details:not([open])");
  if (folded) folded.open = true;
}, true);

// A form that keeps what is typed is only sent where the site can be reached: else the page would be lost with it.
const reachable = () => fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5000) }).then((answer) => answer.ok, () => false);
const notSent = (form, isOff) => {
  form.querySelector("[data-not-sent]")?.remove();
  if (!isOff) return;
  const told = document.createElement("p");
  told.className = "notice notice--plain";
  told.dataset.notSent = "";
  told.setAttribute("role", "alert");
  told.textContent = form.dataset.offline ?? document.body.dataset.offline;
  form.append(told);
};
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-keep], [data-offline]") || form.matches("[hx-post]") || form.dataset.reached) {
    delete form.dataset.reached;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  const isThere = await reachable();
  delete form.dataset.asking;
  notSent(form, !isThere);
  if (!isThere) return;
  form.dataset.reached = "yes";
  form.requestSubmit(event.submitter);
}, true);

// data-once: a second press does nothing. The button stays enabled, so that its name and value are sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
}, true);
const sendAgain = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
};
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("[data-once]");
  if (form) sendAgain(form);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-once][data-sent]").forEach(sendAgain);
});

// data-keep="key": what is typed and not sent yet stays on this device under its person and form, for a week at most.
// It goes when it is taken, when its person signs out, and when somebody else is signed in here or the computer is shared.
// Forms without a person keep nothing. A page that refused a form says so, and one that took it may name it in data-taken.
const KEEP = "keep:";
const A_WEEK = 7 * 24 * 60 * 60 * 1000;
const person = document.body.dataset.person;
const shelf = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, entry) { try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* full, or forbidden */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
  keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(KEEP)); } catch { return []; } },
};
const keyOf = (form) => {
  const keeper = form.dataset.keeper ?? person;
  return form.dataset.keep && keeper ? `${KEEP}${keeper}:${form.dataset.keep}` : null;
};
const kept = (form) => [...form.elements].filter((field) => field.matches("textarea, input[type=text]"));
const restore = (root) => {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    const texts = shelf.read(keyOf(form))?.texts ?? {};
    for (const field of kept(form)) if (!field.value && texts[field.name]) field.value = texts[field.name];
  }
};
const tidy = () => {
  const here = new Set([...document.querySelectorAll("form[data-keep]")].map(keyOf));
  const taken = new Set([...document.querySelectorAll("[data-taken]")].map((each) => KEEP + each.dataset.taken));
  const refused = document.querySelector("meta[name=refused]");
  for (const key of shelf.keys()) {
    const entry = shelf.read(key);
    const isOld = !entry || Date.now() - entry.at > A_WEEK;
    const isOthers = "shared" in document.body.dataset || (person && !key.startsWith(`${KEEP}${person}:`));
    const isTaken = entry?.sent && (taken.has(key) || (!here.has(key) && !refused));
    if (isOld || isOthers || isTaken) shelf.drop(key);
  }
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  const key = form && keyOf(form);
  if (!key) return;
  const texts = Object.fromEntries(kept(form).map((field) => [field.name, field.value]).filter(([, text]) => text));
  if (Object.keys(texts).length) shelf.write(key, { at: Date.now(), texts });
  else shelf.drop(key);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  const key = form.matches("[data-keep]") ? keyOf(form) : null;
  const entry = key && shelf.read(key);
  if (entry && !event.defaultPrevented) shelf.write(key, { ...entry, sent: true });
  if (form.matches("form[action*='/logout']")) shelf.keys().forEach(shelf.drop);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const key = event.detail.successful && event.target.matches?.("form[data-keep]") ? keyOf(event.target) : null;
  if (key) shelf.drop(key);
});

// After a mistake the summary takes the focus, so that it is read and seen.
const focusSummary = (root) => root.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", (event) => {
  restore(event.target);
  focusSummary(event.target);
});
tidy();
restore(document);
focusSummary(document);

// data-copy="id": puts the text of that field on the clipboard. Without a clipboard the button stays hidden.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}

// data-print: a button that prints the page; hidden where nothing can press it for the reader.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
