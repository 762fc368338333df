// The cards of the wall. A card keeps its node while its visitor stays, so that nothing flickers.

import { STYLE } from "./style.js";

const lists = new WeakMap(); // the component's element → its list

export function render({ data, parentElement }) {
  let list = lists.get(parentElement);
  if (!list) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    list = document.createElement("ol");
    list.className = "wall-board";
    list.setAttribute("aria-label", "Everybody here, the best first");
    parentElement.append(style, list);
    lists.set(parentElement, list);
  }
  draw(list, data);
  return () => {
    if (!parentElement.isConnected) lists.delete(parentElement);
  };
}

function draw(list, { cards, dense }) {
  list.classList.toggle("dense", dense);
  const known = new Map([...list.children].map((item) => [item.dataset.name, item]));
  cards.forEach((card, index) => {
    const item = known.get(card.name) ?? makeItem(card.name);
    known.delete(card.name);
    fill(item, card, index === 0 && card.place === "1");
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  for (const item of known.values()) item.remove();
}

function makeItem(name) {
  const item = document.createElement("li");
  item.dataset.name = name;
  const link = document.createElement("a");
  for (const part of ["place", "name", "value", "detail"]) {
    const span = document.createElement("span");
    span.className = part;
    link.append(span);
  }
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 100 30");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS("http://www.w3.org/2000/svg", "polyline"));
  link.append(picture);
  item.append(link);
  return item;
}

function fill(item, card, isBest) {
  const link = item.firstChild;
  item.className = `${card.state}${isBest ? " best" : ""}`;
  for (const part of ["place", "name", "value", "detail"]) {
    const span = link.querySelector(`.${part}`);
    if (span.textContent !== card[part]) span.textContent = card[part];
  }
  if (card.link) link.href = new URL(card.link, document.baseURI);
  else link.removeAttribute("href");
  const step = 100 / Math.max(card.curve.length - 1, 1);
  const points = card.curve.map((height, index) => `${(index * step).toFixed(1)},${(28.5 - 27 * height).toFixed(1)}`);
  link.querySelector("polyline").setAttribute("points", points.join(" "));
}
