"""Keys of the table of runs: Space ticks the row, Enter goes to its name.

The grid moves by arrow keys and ticks by Shift and Space; alone, Space and Enter would open a cell that shows what it
says anyway. A script in the page hears them before the grid does. The name appears below the table once the page has
heard which row the keys have led to, so Enter waits for the name of that very run.
"""

import streamlit as st

SCRIPT = """
const TABLE = '[class*="st-key-runs_table"]';
const PATIENCE = 3000; // milliseconds
const REDRAWN = 3000; // within so many the page may be drawn once more and take the focus away

function heard(event) {
  const target = event.target;
  if (!target.closest?.(`${TABLE} [id^="glide-cell"], ${TABLE} canvas`)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || ![" ", "Enter"].includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key === "Enter") return rename(numberIn(target), performance.now() + PATIENCE);
  const same = { key: " ", code: "Space", keyCode: 32, which: 32, bubbles: true, cancelable: true };
  target.dispatchEvent(new KeyboardEvent("keydown", { ...same, shiftKey: true }));
}

// The number of the run in the row of the chosen cell, as the grid tells it to those who cannot see it.
function numberIn(target) {
  const cell = target.closest("td") ?? target.querySelector('td[aria-selected="true"]') ?? target;
  const titles = [...(cell.closest("table")?.querySelectorAll("th") ?? [])];
  const column = titles.find((title) => title.textContent.trim() === "Run")?.getAttribute("aria-colindex");
  return cell.closest("tr")?.querySelector(`td[aria-colindex="${column}"]`)?.textContent.replace(/\\D/g, "");
}

function rename(number, until) {
  const label = number ? `="Name of #${number}"` : '^="Name of #"';
  const name = document.querySelector(`.st-key-opened_run_name input[aria-label${label}]`);
  if (name) hold(name, number, performance.now() + REDRAWN);
  else if (performance.now() < until) setTimeout(rename, 50, number, until);
}

function hold(name, number, until) {
  name.focus();
  name.select();
  const look = () => {
    if (!name.isConnected) rename(number, until);
    else if (performance.now() < until) setTimeout(look, 50);
  };
  look();
}

export default () => {
  if (window.runsTableKeys) return;
  window.runsTableKeys = true;
  window.addEventListener("keydown", heard, true);
};
"""

_component = st.components.v2.component("grid_keys", js=SCRIPT, isolate_styles=False)


def grid_keys() -> None:
    """Let Space tick a row of the table of runs and Enter rename its run."""
    _component(key="grid_keys", height=1)
