// Only what the chosen way needs is asked; Ctrl+Enter confirms from anywhere.

export function mount(form) {
  const parts = [...form.querySelectorAll("[data-for]")];
  const show = () => {
    const way = form.querySelector("input[name=method]:checked")?.value;
    for (const part of parts) part.hidden = part.dataset.for !== way;
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "method") show();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  show();
}
