// Three buttons that the arrow keys and Escape press, wherever on the page the focus is, except where it needs them.

const NAMES = { before: "Previous", after: "Next", back: "Back" };
const KEYS = { ArrowLeft: "before", ArrowRight: "after", Escape: "back" };
const OWN_KEYS = "input, textarea, select, [contenteditable], [role=slider], [role=listbox], [role=combobox], [role=tab], [role=radio]";

export default function ({ data, parentElement, setTriggerValue }) {
  let row = parentElement.querySelector(".steps");
  if (!row) {
    row = document.createElement("div");
    row.className = "steps";
    for (const move of ["back", "before", "place", "after"]) {
      const node = document.createElement(move === "place" ? "output" : "button");
      node.className = move;
      row.append(node);
    }
    parentElement.append(row);
    row.listen = (event) => {
      const move = KEYS[event.key];
      if (!move || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!row.isConnected) return document.removeEventListener("keydown", row.listen);
      if (event.composedPath()[0].closest?.(OWN_KEYS)) return;
      event.preventDefault();
      row.querySelector(`.${move}`).click();
    };
    document.addEventListener("keydown", row.listen);
  }
  row.querySelector(".place").textContent = data.position;
  for (const [move, name] of Object.entries(NAMES)) {
    const button = row.querySelector(`.${move}`);
    button.type = "button";
    button.textContent = { before: "‹ Previous", after: "Next ›", back: `↑ ${data.back}` }[move];
    button.setAttribute("aria-label", move === "back" ? `Back to ${data.back}` : name);
    button.title = { before: "Left arrow key", after: "Right arrow key", back: "Escape key" }[move];
    button.disabled = move !== "back" && !data[move];
    button.onclick = () => setTriggerValue("move", move);
  }
  return () => {
    if (!parentElement.isConnected) document.removeEventListener("keydown", row.listen);
  };
}
