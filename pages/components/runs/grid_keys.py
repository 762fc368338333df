"""Keys of the table of runs: Space ticks the row, Enter goes to its name.

The grid moves by arrow keys and ticks by Shift and Space; alone, Space and Enter would open a cell that shows what it
says anyway. A script in the page hears them before the grid does. The name appears below the table once the page has
heard which row the keys have led to, so Enter waits for the name of that very run.
"""

import streamlit as st

SCRIPT = """
const TABLE = '[class*="st-key-runs_table"]';
const PATIENCE = 20000; // milliseconds that a busy server may take to show the name
const REDRAWN = 3000; // within so many the page may be drawn once more and take the focus away
let acts = 0; // keys pressed and clicks made: whoever does something else is left to it

function heard(event) {
  const target = event.target;
  if (!target.closest?.(`${TABLE} [id^="glide-cell"], ${TABLE} canvas`)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || ![" ", "Enter"].includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key === "Enter") return rename(target, performance.now() + PATIENCE, acts);
  const same = { key: " ", code: "Space", keyCode: 32, which: 32, bubbles: true, cancelable: true };
  target.dispatchEvent(new KeyboardEvent("keydown", { ...same, shiftKey: true }));
}

// The number of the run in the row of the chosen cell, as the grid tells it to those who cannot see it; it is a moment
// late, so it is asked anew until the name is there.
function numberIn(heardBy) {
  const target = heardBy.isConnected ? heardBy.closest("table") ?? heardBy : document.querySelector(`${TABLE} table`);
  if (!target) return undefined;
  const cell = target.querySelector('td[aria-selected="true"]') ?? target;
  const titles = [...(cell.closest("table")?.querySelectorAll("th") ?? [])];
  const column = titles.find((title) => title.textContent.trim() === "Run")?.getAttribute("aria-colindex");
  return cell.closest("tr")?.querySelector(`td[aria-colindex="${column}"]`)?.textContent.replace(/\\D/g, "");
}

function rename(heardBy, until, act) {
  if (act !== acts) return;
  const number = numberIn(heardBy);
  const label = number ? `="Name of #${number}"` : '^="Name of #"';
  const name = document.querySelector(`.st-key-opened_run_name input[aria-label${label}]`);
  if (name) hold(name, heardBy, performance.now() + REDRAWN, act);
  else if (performance.now() < until) setTimeout(rename, 50, heardBy, until, act);
}

function hold(name, heardBy, until, act) {
  const look = () => {
    if (act !== acts) return;
    if (!name.isConnected) return rename(heardBy, until, act);
    if (document.activeElement !== name) {
      name.focus();
      name.select();
    }
    if (performance.now() < until) setTimeout(look, 50);
  };
  look();
}

export default () => {
  if (window.runsTableKeys) return;
  window.runsTableKeys = true;
  for (const act of ["keydown", "pointerdown"]) window.addEventListener(act, () => acts++, true);
  window.addEventListener("keydown", heard, true);
};
"""

_component = st.components.v2.component("grid_keys", js=SCRIPT, isolate_styles=False)


def grid_keys() -> None:
    """Let Space tick a row of the table of runs and Enter rename its run."""
    _component(key="grid_keys", height=1)
