// Ctrl+Enter records from anywhere, the note included; the field of another day shows when that is pressed.

export function mount(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const typed = form.querySelector("input[type=date]");
  const other = form.querySelector("input[name=day][value=other]");
  if (!typed || !other) return;
  const field = typed.closest(".field");
  field.hidden = !other.checked && !typed.value;
  form.addEventListener("change", (event) => {
    if (event.target.name !== "day") return;
    field.hidden = !other.checked;
    if (other.checked) typed.focus();
    else typed.value = "";
  });
}
