// «/» to the search, «n» to a new record, «?» for help. They can be switched off: a speech user's words are key presses too.

export function mount(dialog) {
  const choice = dialog.querySelector("input[type=checkbox]");
  const isOn = () => localStorage.getItem("shortcuts") !== "off";
  choice.checked = isOn();
  choice.addEventListener("change", () => localStorage.setItem("shortcuts", choice.checked ? "on" : "off"));

  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input, select, textarea, [contenteditable], dialog");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
    if (event.key === "/") {
      const field = document.querySelector("[data-key-search]");
      if (field) { event.preventDefault(); field.focus(); }
    } else if (event.key === "n") {
      const link = document.querySelector("[data-key-new]");
      if (link) { event.preventDefault(); link.click(); }
    } else if (event.key === "?") {
      event.preventDefault();
      dialog.showModal();
    }
  });
}
