// A button that copies a link to what is seen now.

const buttons = new WeakMap(); // the component's element → its button

export function render({ data, parentElement }) {
  let button = buttons.get(parentElement);
  if (!button) {
    button = makeButton(parentElement);
    buttons.set(parentElement, button);
  }
  button.show(data);
  return () => {
    if (!parentElement.isConnected) buttons.delete(parentElement);
  };
}

function makeButton(parent) {
  const button = document.createElement("button");
  button.type = "button";
  button.style.cssText =
    "display: inline-flex; align-items: center; gap: 0.5rem; height: 40px; padding: 0 0.5rem; border: 0; " +
    "border-radius: var(--st-button-radius, 6px); background: none; color: var(--st-text-color); cursor: pointer; " +
    "font: inherit; font-size: 0.9rem; white-space: nowrap";
  const icon = document.createElement("span");
  icon.setAttribute("aria-hidden", "true");
  icon.style.cssText =
    'font-family: "Material Symbols Rounded"; font-size: 1.25rem; line-height: 1; font-feature-settings: "liga"';
  const words = document.createElement("span");
  words.setAttribute("aria-live", "polite");
  const field = document.createElement("input");
  field.readOnly = true;
  field.hidden = true;
  field.setAttribute("aria-label", "The link, to be copied");
  field.style.cssText =
    "width: 18rem; max-width: 100%; font: inherit; color: var(--st-text-color); background: " +
    "var(--st-secondary-background-color); border: 1px solid var(--st-border-color); border-radius: 6px";
  button.append(icon, words);
  parent.append(button, field);

  let shown = {};
  let back; // the timer that puts the button's own words back
  const say = (symbol, text) => {
    icon.textContent = symbol;
    words.textContent = text;
  };
  button.addEventListener("click", async () => {
    const link = linkOf(shown);
    const done = await copied(link);
    field.hidden = done;
    if (done) {
      say("check", "Copied");
    } else {
      field.value = link;
      field.select();
      say("content_copy", "Copy this");
    }
    clearTimeout(back);
    back = setTimeout(() => say("link", shown.label), 2500);
  });
  button.addEventListener("pointerenter", () => (button.style.color = "var(--st-primary-color)"));
  button.addEventListener("pointerleave", () => (button.style.color = "var(--st-text-color)"));
  return {
    show(data) {
      shown = data;
      button.title = data.help;
      if (!back || words.textContent !== "Copied") say("link", data.label);
    },
  };
}

// The address as it stands, or `alone` without what it says, and `more`.
function linkOf({ more, alone }) {
  const link = new URL(location.href);
  if (alone) link.search = "";
  link.hash = "";
  for (const [name, value] of Object.entries(more)) {
    link.searchParams.delete(name);
    for (const text of [value].flat()) link.searchParams.append(name, text);
  }
  return link.href;
}

// Browsers give the clipboard to pages of this computer and of https; in a classroom's network, the old way is left.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position: fixed; opacity: 0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
