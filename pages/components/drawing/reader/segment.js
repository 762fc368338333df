// From the ink of a number to the ink of its digits, as mnist_core/drawing/segment.py and dot.py make it.
//
// Digits that touch stay one piece here; Python cuts them apart when the pen is lifted.

import { boxOf, maskOf, partsOf } from "./parts.js";

const SPECK = 0.02; // parts with less than this share of the largest one's ink are no parts of digits
const TALL = 0.5; // a part less high than this share of the highest is not a digit by itself
const [OVERLAP, OVERLAP_TALL, BOTH_TALL] = [0.5, 0.85, 0.7];
const APART = 0.25;
const EDGE_OF_STROKE = 2;
const [DOT_SPAN, DOT_FILL, DOT_ASPECT] = [0.15, 0.65, 0.5];

// The ink of each digit, line by line and from left to right.
export function findDigits(ink, { labels, boxes } = partsOf(ink)) {
  const { share, width, height } = ink;
  const amounts = new Float64Array(boxes.length + 1);
  labels.forEach((part, i) => part && (amounts[part] += share[i]));
  const most = Math.max(...amounts);
  const real = boxes.map((box, i) => ({ parts: [i + 1], box })).filter(({ parts }) => amounts[parts[0]] >= SPECK * most);
  const groups = grouped(real);
  if (groups.length <= 1) return [ink];
  const owner = new Int32Array(boxes.length + 1);
  groups.forEach(({ parts }, i) => parts.forEach((part) => (owner[part] = i + 1)));
  const owned = labels.map((part) => owner[part]);
  const widened = widenedOwners(owned, share, width, height);
  return groups.map((_, i) => ({ ...ink, share: share.map((value, place) => (widened[place] === i + 1 ? value : 0)) }));
}

// Whether the ink is small on its sheet, solid and round.
export function isDot({ share, width, height, side }) {
  const inked = maskOf(share, (value) => value > 0.5);
  const box = boxOf(inked, width, height);
  const [shorter, longer] = [box.right - box.left, box.bottom - box.top].sort((a, b) => a - b);
  const solid = inked.reduce((sum, value) => sum + value, 0) > DOT_FILL * shorter * longer;
  return longer < DOT_SPAN * side && shorter > DOT_ASPECT * longer && solid;
}

// The soft edge of a stroke goes with the stroke.
function widenedOwners(owned, share, width, height) {
  return owned.map((owner, i) => {
    if (owner || share[i] === 0) return owner;
    const [x, y] = [i % width, Math.floor(i / width)];
    let largest = 0;
    for (let v = Math.max(y - EDGE_OF_STROKE, 0); v <= Math.min(y + EDGE_OF_STROKE, height - 1); v++) {
      for (let u = Math.max(x - EDGE_OF_STROKE, 0); u <= Math.min(x + EDGE_OF_STROKE, width - 1); u++) {
        largest = Math.max(largest, owned[v * width + u]);
      }
    }
    return largest;
  });
}

// Which parts make up each digit, in the order of reading.
function grouped(parts) {
  const tallest = Math.max(...parts.map(({ box }) => heightOf(box)));
  const groups = [...parts];
  for (let pair = pairAbove(groups, tallest); pair; pair = pairAbove(groups, tallest)) {
    const [i, j] = pair;
    groups[i] = joined(groups[i], groups[j]);
    groups.splice(j, 1);
  }
  const digits = groups.filter(({ box }) => heightOf(box) >= TALL * tallest);
  for (const small of groups.filter(({ box }) => heightOf(box) < TALL * tallest)) {
    const distances = digits.map(({ box }) => distanceOf(small.box, box));
    const nearest = distances.indexOf(Math.min(...distances));
    if (distances[nearest] > 2 * APART * tallest) continue;
    digits[nearest] = { ...joined(small, digits[nearest]), parts: [...digits[nearest].parts, ...small.parts] };
  }
  return inReadingOrder(digits);
}

// Two groups that lie one above the other, or null.
function pairAbove(groups, tallest) {
  for (let i = 0; i < groups.length; i++) {
    for (let j = i + 1; j < groups.length; j++) {
      const [a, b] = [groups[i].box, groups[j].box];
      const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const between = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
      const bothTall = Math.min(heightOf(a), heightOf(b)) > BOTH_TALL * tallest;
      const narrower = Math.min(a.right - a.left, b.right - b.left);
      if (shared >= (bothTall ? OVERLAP_TALL : OVERLAP) * narrower && between <= APART * tallest) return [i, j];
    }
  }
  return null;
}

// Digits by line, a line's overlapping in height, then from left to right.
function inReadingOrder(digits) {
  const lines = [];
  for (const digit of [...digits].sort((a, b) => a.box.top + a.box.bottom - b.box.top - b.box.bottom)) {
    const middle = (digit.box.top + digit.box.bottom) / 2;
    const line = lines.at(-1);
    if (line?.some(({ box }) => box.top <= middle && middle <= box.bottom)) line.push(digit);
    else lines.push([digit]);
  }
  return lines.flatMap((line) => line.sort((a, b) => a.box.left - b.box.left));
}

function heightOf(box) {
  return box.bottom - box.top;
}

function joined(one, other) {
  const box = {
    left: Math.min(one.box.left, other.box.left),
    top: Math.min(one.box.top, other.box.top),
    right: Math.max(one.box.right, other.box.right),
    bottom: Math.max(one.box.bottom, other.box.bottom),
  };
  return { parts: [...one.parts, ...other.parts], box };
}

function distanceOf(a, b) {
  const across = Math.max(0, a.left - b.right, b.left - a.right);
  const down = Math.max(0, a.top - b.bottom, b.top - a.bottom);
  return Math.hypot(across, down);
}
