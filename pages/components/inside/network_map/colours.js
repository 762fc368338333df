// Streamlit's theme as colour scales: one for how much, one for which way.

const STEPS = 64;

export function readTheme(style) {
  const get = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const diverging = scale(get("chart-diverging-colors").split(","), STEPS, get("background-color"));
  return {
    font: get("font"),
    text: get("text-color"),
    muted: get("gray-color"),
    border: get("border-color"),
    background: get("background-color"),
    panel: get("secondary-background-color"),
    primary: get("primary-color"),
    sequential: scale(get("chart-sequential-colors").split(","), STEPS),
    diverging,
    lines: { positive: get("chart-categorical-colors").split(",")[0], negative: get("chart-categorical-colors").split(",")[1] },
  };
}

// Colours in equal steps between the given ones; a middle, if given, is what zero looks like.
function scale(colours, steps, middle) {
  const points = colours.map((colour) => parse(colour.trim()));
  if (middle) points.splice(points.length / 2, 0, parse(middle));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const place = (step / steps) * (points.length - 1);
    const index = Math.min(points.length - 2, Math.floor(place));
    return points[index].map((value, channel) =>
      Math.round(value + (points[index + 1][channel] - value) * (place - index)),
    );
  });
}

function parse(colour) {
  const hex = colour.replace("#", "");
  return [0, 2, 4].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

// The colour of a value: 0 to `largest` on the first scale, -largest to largest on the second.
export function colourOf(theme, value, largest, signed) {
  const share = largest ? Math.max(-1, Math.min(1, value / largest)) : 0;
  return signed
    ? theme.diverging[Math.round(((share + 1) / 2) * STEPS)]
    : theme.sequential[Math.round(Math.max(0, share) * STEPS)];
}

export function css([red, green, blue], alpha = 1) {
  return `rgba(${red},${green},${blue},${alpha})`;
}

export function largestOf(values) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

export const isSigned = (values) => values.some((value) => value < 0);
