// What every page does: the CSRF token for htmx, one sending at a time, menus, and islands that load when a page has one.

const alerts = () => document.getElementById("alerts");

function tell(text) {
  const box = alerts();
  if (!box) return;
  const line = document.getElementById("alert-template").content.firstElementChild.cloneNode(true);
  line.querySelector("p").textContent = text;
  box.replaceChildren(line);
  line.scrollIntoView({ block: "nearest" });
}

// Islands: <div data-module="/static/js/x.js"> is given to the module's mount(element) once.
const mounted = new WeakSet();
function mountAll(root) {
  const found = [...root.querySelectorAll("[data-module]")];
  if (root.dataset?.module) found.push(root);
  for (const element of found) {
    if (mounted.has(element)) continue;
    mounted.add(element);
    import(element.dataset.module).then((module) => module.mount(element));
  }
}

// A second press while the first is under way is dropped; what was typed stays where it is.
function release(form) {
  form.removeAttribute("aria-busy");
  delete form.dataset.sending;
  form.querySelectorAll("[data-pressed]").forEach((button) => {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
    delete button.dataset.pressed;
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented && !form.dataset.sending) return;
  if (form.method === "dialog" || form.target === "_blank" || form.hasAttribute("data-again")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sending = "1";
  form.setAttribute("aria-busy", "true");
  const button = event.submitter;
  if (button) {
    button.dataset.pressed = "1";
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-busy", "true");
  }
  // A download leaves the page standing, a dead line gives no answer: the form must come back by itself.
  setTimeout(() => release(form), form.method === "get" ? 2000 : 15000);
}, true);
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

// Menus close on Escape and on a press elsewhere; the key goes back to what opened them.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.dropdown[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  }
  if (event.target.matches("dialog.drawer")) event.target.close();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.dropdown[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

const body = document.body;
body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});
// A whole error page must not land inside a table: its one sentence is shown above the work instead.
body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  tell((page.querySelector("[data-error-text]") || page.querySelector("h1"))?.textContent.trim() || "");
});
body.addEventListener("htmx:sendError", () => tell(alerts()?.dataset.offline || ""));
body.addEventListener("htmx:timeout", () => tell(alerts()?.dataset.offline || ""));
body.addEventListener("htmx:load", (event) => mountAll(event.detail.elt));

mountAll(document);
document.querySelector("[data-focus]")?.focus();
