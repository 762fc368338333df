// How a race looks, and what it is made of.

export const STYLE = `
:host { display: block; container-type: inline-size; }
.race { font: 15px var(--st-font); color: var(--st-text-color); }
.call { font-size: 1.35em; font-weight: 600; min-height: 1.9em; line-height: 1.35; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; min-height: 40px; font-size: 14px; }
.bar button, .bar select { padding: 4px 12px; min-height: 32px; font: inherit; color: inherit; cursor: pointer;
  background: var(--st-background-color); border: 1px solid var(--st-border-color); border-radius: 6px; }
.bar button:disabled, .bar select:disabled { opacity: 0.5; cursor: default; }
.bar :focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.bar input { flex: 1 1 120px; min-width: 90px; accent-color: var(--st-primary-color); }
.bar label { display: inline-flex; gap: 6px; align-items: center; }
.field { display: grid; grid-template-columns: minmax(310px, 4fr) 8fr; gap: 18px; margin-top: 6px; }
ol { position: relative; list-style: none; margin: 0; padding: 0; }
li { position: absolute; inset: 0 0 auto 0; height: 46px; display: grid; align-items: center; column-gap: 8px;
  grid-template-columns: 1.2em 26px 1fr auto; transition: transform 0.45s ease; }
li .place { text-align: right; color: var(--st-gray-text-color, inherit); font-variant-numeric: tabular-nums; }
li .bib { display: inline-grid; place-items: center; width: 20px; height: 20px; border: 3px solid; border-radius: 50%;
  font-size: 12px; font-weight: 700; }
li .bib span { color: var(--st-text-color); }
li .name { overflow: hidden; min-width: 0; }
li .name b, li .name small { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li .name b { font-weight: 500; }
li.leads .name b { font-weight: 700; }
li small { color: var(--st-gray-text-color, inherit); font-size: 12px; }
li .value { text-align: right; font-variant-numeric: tabular-nums; }
li .value b { display: block; font-size: 1.15em; font-weight: 600; }
.track { position: relative; min-width: 0; }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--st-text-color); font: 12px var(--st-font); }
svg .tick { fill: var(--st-gray-text-color, var(--st-text-color)); }
svg .grid { stroke: var(--st-border-color-light, var(--st-border-color)); }
svg .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
svg .line.leads { stroke-width: 3.6; }
svg .head { fill: var(--st-background-color); stroke-width: 3; }
svg .bib { font-weight: 700; text-anchor: middle; }
@container (max-width: 700px) {
  .field { grid-template-columns: 1fr; }
  .call { font-size: 1.15em; }
}
@media (prefers-reduced-motion: reduce) { li { transition: none; } }
`;

export function make(parent, name, attributes = {}, text = undefined) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

export function draw(parent, name, attributes = {}, text = undefined) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}
