// Ctrl+Enter records from anywhere, the note included; a typed day presses «other day», another day clears it.

export function mount(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const typed = form.querySelector("input[type=date]");
  const other = form.querySelector("input[name=day][value=other]");
  if (!typed || !other) return;
  typed.addEventListener("input", () => { other.checked = other.checked || Boolean(typed.value); });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "day") return;
    if (event.target === other) typed.focus();
    else typed.value = "";
  });
}
