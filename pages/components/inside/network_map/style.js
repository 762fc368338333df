// The component's own style; it lives in a shadow root, so it touches nothing else on the page.

export const STYLE = `
:host { display: block; }
.timeline { display: flex; align-items: center; gap: 12px; margin-bottom: 10px; font: 13px var(--st-font); color: var(--st-text-color); }
.timeline[hidden] { display: none; }
.timeline button {
  flex: none; width: 34px; height: 34px; padding: 7px; cursor: pointer; color: inherit; background: transparent;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
}
.timeline button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
.timeline button:focus-visible, .timeline input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.timeline svg { display: block; fill: currentColor; }
.timeline input { flex: 1; min-width: 80px; accent-color: var(--st-primary-color); }
.timeline output { flex: none; min-width: 132px; font-variant-numeric: tabular-nums; }
.map { position: relative; }
.map canvas { position: absolute; inset: 0; display: block; }
.map .web { transition: opacity 120ms; }
.layer { position: absolute; border-radius: 3px; outline-offset: 3px; touch-action: pan-y; cursor: crosshair; }
.layer:focus-visible { outline: 2px solid var(--st-primary-color); }
.option { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.inspector {
  display: flex; flex-wrap: wrap; gap: 12px 28px; min-height: 200px; margin-top: 14px; padding: 12px 14px;
  background: var(--st-secondary-background-color); border-radius: var(--st-base-radius);
  font: 13px var(--st-font); color: var(--st-text-color); box-sizing: border-box;
}
.facts { width: 224px; }
.facts p { margin: 0; }
.facts .name { font-weight: 600; font-size: 14px; }
.facts .note { color: var(--st-text-color); }
.facts dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 8px 0; }
.facts dt { color: var(--st-gray-text-color); }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
figure { margin: 0; width: 184px; }
figure[hidden] { display: none; }
.frame { height: 132px; display: flex; align-items: flex-start; }
.frame canvas { image-rendering: pixelated; display: block; outline: 1px solid var(--st-border-color); }
figcaption { margin-top: 6px; font-size: 12px; line-height: 1.35; color: var(--st-gray-text-color); }
figure.gallery { width: 100%; margin-top: 14px; }
figure.gallery canvas { display: block; max-width: 100%; cursor: pointer; }
@media (max-width: 640px) {
  .facts { width: 100%; }
  .inspector figure { width: calc(50% - 8px); }
  .frame { height: auto; }
  .inspector { gap: 12px 16px; min-height: 300px; align-content: flex-start; }
}
`;
