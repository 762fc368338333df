// Parts of a drawing: pixels that hang together, and the boxes around them.

export const FAINT = 0.4; // ink of less than this share does not join parts

export function partsOf({ share, width, height }) {
  return findParts(maskOf(share, (value) => value > FAINT), width, height);
}

// Numbers the parts of a mask in the order of reading, from 1; corners join.
// Returns { labels: Int32Array, boxes: [{ left, top, right, bottom }] }, the box of part n at n - 1.
export function findParts(mask, width, height) {
  const labels = new Int32Array(mask.length);
  const boxes = [];
  const stack = [];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || labels[start]) continue;
    const number = boxes.length + 1;
    const box = { left: width, top: height, right: 0, bottom: 0 };
    labels[start] = number;
    stack.push(start);
    while (stack.length) {
      const place = stack.pop();
      const x = place % width;
      const y = (place - x) / width;
      include(box, x, y);
      const right = Math.min(x + 1, width - 1);
      const bottom = Math.min(y + 1, height - 1);
      for (let v = Math.max(y - 1, 0); v <= bottom; v++) {
        for (let u = Math.max(x - 1, 0); u <= right; u++) {
          const next = v * width + u;
          if (!mask[next] || labels[next]) continue;
          labels[next] = number;
          stack.push(next);
        }
      }
    }
    boxes.push(box);
  }
  return { labels, boxes };
}

// The box around the pixels of a mask, or null where it has none.
export function boxOf(mask, width, height) {
  const box = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x]) include(box, x, y);
    }
  }
  return box.right ? box : null;
}

function include(box, x, y) {
  if (x < box.left) box.left = x;
  if (x >= box.right) box.right = x + 1;
  if (y < box.top) box.top = y;
  if (y >= box.bottom) box.bottom = y + 1;
}

export function maskOf(values, test) {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) mask[i] = test(values[i], i) ? 1 : 0;
  return mask;
}
