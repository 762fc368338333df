// How the cards look; colours are the theme's.

export const STYLE = `
.wall-board {
  display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr));
  list-style: none; margin: 0; padding: 0;
}
.wall-board li { margin: 0; border: 1px solid var(--st-border-color); border-radius: 6px; min-width: 0; }
.wall-board a {
  display: grid; grid-template: "place name value" auto "curve curve curve" 2rem "detail detail detail" auto /
    auto 1fr auto;
  column-gap: 0.4rem; padding: 0.4rem 0.6rem; color: var(--st-text-color); text-decoration: none; height: 100%;
}
.wall-board a[href]:hover, .wall-board a:focus-visible { background: var(--st-secondary-background-color); }
.wall-board .place { grid-area: place; color: var(--st-gray-text-color, var(--st-text-color)); min-width: 1.2em; }
.wall-board .name, .wall-board .detail { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.wall-board .name { grid-area: name; font-weight: 600; }
.wall-board .value { grid-area: value; font-variant-numeric: tabular-nums; }
.wall-board .detail { grid-area: detail; font-size: 0.8rem; color: var(--st-gray-text-color, var(--st-text-color)); }
.wall-board svg { grid-area: curve; width: 100%; height: 100%; }
.wall-board polyline {
  fill: none; stroke: var(--st-gray-color); stroke-width: 1.5; vector-effect: non-scaling-stroke;
}
.wall-board .training { border-left: 4px solid var(--st-primary-color); }
.wall-board .training polyline { stroke: var(--st-primary-color); stroke-width: 2; }
.wall-board .waiting { border-left: 4px dotted var(--st-gray-color); }
.wall-board .best { border: 2px solid #e07a1f; }
.wall-board .best polyline { stroke: #e07a1f; stroke-width: 2.5; }
@media (max-height: 650px) {
  .wall-board.dense { gap: 0.25rem; grid-template-columns: repeat(auto-fill, minmax(9.6rem, 1fr)); }
  .wall-board.dense a {
    grid-template: "place name curve value" 1.4rem / auto minmax(0, 1fr) 1.8rem auto; align-items: center;
    padding: 0.1rem 0.4rem; column-gap: 0.25rem;
  }
  .wall-board.dense .detail { display: none; }
  .wall-board.dense .name, .wall-board.dense .value { font-size: 0.9rem; }
}
`;
