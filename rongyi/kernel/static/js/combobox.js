// Find while typing. The server answers with <li role="option" data-value data-label>; htmx puts them in the list.
// Enter takes the marked one (the first, unless the arrows moved), so a clerk types, presses Enter and goes on.

export function mount(root) {
  const input = root.querySelector("[role=combobox]");
  const list = root.querySelector("[role=listbox]");
  const chips = root.querySelector(".chips");
  const note = root.querySelector("[role=status]");
  const many = root.hasAttribute("data-many");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let waitingForEnter = false;

  const marked = () => list.querySelector("[aria-selected=true]");
  function mark(option) {
    options().forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function close() {
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function chipOf(value, label) {
    const chip = root.querySelector("template").content.firstElementChild.cloneNode(true);
    chip.querySelector("input").value = value;
    chip.querySelector("span").textContent = label;
    chip.querySelector("button").setAttribute("aria-label", `${root.dataset.remove} ${label}`);
    return chip;
  }
  function choose(option) {
    const { value, label, href } = option.dataset;
    if (href) return location.assign(href);
    const known = [...chips.querySelectorAll("input")].some((hidden) => hidden.value === value);
    if (!many) chips.replaceChildren();
    if (!known || !many) chips.append(chipOf(value, label));
    input.value = "";
    input.required = false;
    close();
    note.textContent = `${root.dataset.chosen} ${label}`;
    input.focus();
    root.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { value, label } }));
  }
  function move(step) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(marked());
    mark(all[(at + step + all.length) % all.length]);
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (marked() || input.value.trim())) {
      event.preventDefault();
      if (marked() && !root.classList.contains("is-typing")) choose(marked());
      else waitingForEnter = true;
    } else if (event.key === "Escape") {
      waitingForEnter = false;
      if (options().length) event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && chips.lastElementChild) {
      chips.lastElementChild.remove();
    }
  });
  input.addEventListener("input", () => {
    root.classList.add("is-typing");
    waitingForEnter = false;
    if (!input.value.trim()) close();
  });
  list.addEventListener("htmx:afterSwap", () => {
    root.classList.remove("is-typing");
    const all = options();
    all.forEach((option, at) => { option.id = `${input.id}-option-${at}`; });
    input.setAttribute("aria-expanded", String(all.length > 0));
    mark(all[0]);
    note.textContent = all.length ? `${all.length} ${root.dataset.found}` : root.dataset.none;
    if (waitingForEnter && all.length) choose(all[0]);
    waitingForEnter = false;
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  chips.addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    event.target.closest(".chip").remove();
    input.focus();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}
