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

// data-keep="key": text not yet sent survives a reload in this tab, and is forgotten once it is sent.
const keyOf = (form) => `keep:${location.pathname}:${form.dataset.keep}`;
const kept = (form) => [...form.elements].filter((field) => field.matches("textarea, input[type=text]"));
const restore = (root) => {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    const texts = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
    for (const field of kept(form)) if (!field.value && texts[field.name]) field.value = texts[field.name];
  }
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) sessionStorage.setItem(keyOf(form), JSON.stringify(Object.fromEntries(kept(form).map((field) => [field.name, field.value]))));
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-keep]")) sessionStorage.removeItem(keyOf(event.target));
});

// After a mistake the summary takes the focus, so that it is read and seen.
const focusSummary = (root) => root.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", (event) => {
  restore(event.target);
  focusSummary(event.target);
});
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
