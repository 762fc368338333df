// Draws the tiles into one list, and keeps the node of each picture that stays.

export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector(".tiles");
  if (!list) {
    list = document.createElement("div");
    list.className = "tiles";
    list.setAttribute("role", "group");
    list.addEventListener("keydown", (event) => move(list, event));
    parentElement.append(list);
  }
  list.setAttribute("aria-label", data.label);
  list.style.setProperty("--tile-width", `${data.width}px`);
  list.classList.toggle("clickable", data.clickable);
  const focused = parentElement.getRootNode().activeElement?.dataset?.place;
  list.replaceChildren(...data.tiles.map((tile) => element(tile, data.clickable, setTriggerValue)));
  if (focused) list.querySelector(`[data-place="${focused}"]`)?.focus({ preventScroll: true });
}

function element(tile, clickable, setTriggerValue) {
  const node = document.createElement(clickable ? "button" : "div");
  node.className = tile.marked ? "tile marked" : "tile";
  node.dataset.place = tile.place;
  const picture = document.createElement("img");
  picture.src = tile.picture;
  picture.alt = tile.alt;
  picture.decoding = "sync";
  const caption = document.createElement("span");
  caption.textContent = tile.caption;
  caption.setAttribute("aria-hidden", "true"); // the picture's text says the same
  node.append(picture, caption);
  if (clickable) {
    node.type = "button";
    node.onclick = () => setTriggerValue("chosen", tile.place);
  }
  return node;
}

// Left and right go to the neighbour, up and down to the tile above or below.
function move(list, event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(list), ArrowDown: columns(list) };
  const tiles = [...list.children];
  const here = tiles.indexOf(event.target);
  if (!(event.key in steps) || here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  tiles[here + steps[event.key]]?.focus();
}

function columns(list) {
  const tiles = [...list.children];
  const below = tiles.findIndex((tile) => tile.offsetTop > tiles[0].offsetTop);
  return below < 0 ? tiles.length : below;
}
