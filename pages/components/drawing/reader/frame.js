// Frames around a digit: a circle, a box; as mnist_core/drawing/frame.py tells them from digits.

import { FAINT, boxOf, findParts, maskOf, partsOf } from "./parts.js";

// The ink within a closed line, without the line and what is beyond it; the ink itself if there is no such line.
// parts: what `partsOf` says of it.
export function withoutFrame(ink, { labels, boxes } = partsOf(ink)) {
  const { share, width } = ink;
  if (boxes.length < 2) return ink;
  const area = (box) => (box.right - box.left) * (box.bottom - box.top);
  const order = [...boxes.keys()].sort((a, b) => area(boxes[b]) - area(boxes[a]));
  for (const part of order.slice(0, 3)) {
    const box = boxes[part];
    if (!boxes.some((other) => other !== box && isWithin(other, box))) continue;
    const [w, h] = [box.right - box.left, box.bottom - box.top];
    const place = (i) => (box.top + Math.floor(i / w)) * width + box.left + (i % w);
    const line = maskOf({ length: w * h }, (_, i) => labels[place(i)] === part + 1);
    const filled = withoutHoles(line, w, h);
    const inside = maskOf(filled, (value, i) => value && !line[i] && share[place(i)] > FAINT);
    const held = boxOf(inside, w, h);
    const [lineSize, filledSize] = [count(line), count(filled)];
    if (!held || lineSize > 0.5 * filledSize || filledSize < 0.65 * w * h) continue;
    const tallOval = filledSize < 0.9 * w * h && w < 0.85 * h;
    if (held.bottom - held.top < h / 3 || (tallOval && findParts(inside, w, h).boxes.length === 1)) continue;
    const near = grown(grown(line, w, h), w, h);
    const kept = shrunk(maskOf(filled, (value, i) => value && !near[i]), w, h);
    const result = new Float64Array(share.length);
    kept.forEach((value, i) => value && (result[place(i)] = share[place(i)]));
    return { ...ink, share: result };
  }
  return ink;
}

function isWithin(inner, outer) {
  return inner.left > outer.left && inner.right < outer.right && inner.top > outer.top && inner.bottom < outer.bottom;
}

function count(mask) {
  return mask.reduce((sum, value) => sum + value, 0);
}

// The mask with whatever cannot be reached from beyond it, by steps to the four sides.
function withoutHoles(mask, width, height) {
  const outside = new Uint8Array(mask.length);
  const stack = [];
  const reach = (x, y) => {
    const place = y * width + x;
    if (x < 0 || y < 0 || x >= width || y >= height || mask[place] || outside[place]) return;
    outside[place] = 1;
    stack.push(place);
  };
  for (let x = 0; x < width; x++) [0, height - 1].forEach((y) => reach(x, y));
  for (let y = 0; y < height; y++) [0, width - 1].forEach((x) => reach(x, y));
  while (stack.length) {
    const place = stack.pop();
    const [x, y] = [place % width, Math.floor(place / width)];
    reach(x - 1, y);
    reach(x + 1, y);
    reach(x, y - 1);
    reach(x, y + 1);
  }
  return maskOf(outside, (value) => !value);
}

// The mask with its neighbours to the four sides.
function grown(mask, width, height) {
  const at = (x, y) => x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x];
  return maskOf(mask, (value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return value || at(x - 1, y) || at(x + 1, y) || at(x, y - 1) || at(x, y + 1);
  });
}

// The mask without the pixels that have a neighbour beyond it.
function shrunk(mask, width, height) {
  const at = (x, y) => x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x];
  return maskOf(mask, (value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return value && at(x - 1, y) && at(x + 1, y) && at(x, y - 1) && at(x, y + 1);
  });
}
