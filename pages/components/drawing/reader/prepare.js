// From a drawing to an image like those that a network learned from, as mnist_core/drawing/prepare.py and ink.py make it.
//
// The browser reads a sheet of one colour, where ink is whatever differs from it. Photographs are left to Python.

// How ink lies in MNIST's images; mnist_core/data/framing.py says what the numbers are.
const MNIST_FRAMING = { side: 28, height: 20, width: 20, row: 14.5, column: 14.5, row_by_mass: true, column_by_mass: true, stretched: false };
const LONGEST_SIDE = 400; // larger sheets are reduced
const LEAST_CONTRAST = 8 / 255;
const EDGE = 0.1; // ink below this share does not stretch the bounding box

// Ink of a sheet, or null where nothing is drawn: share is a Float64Array of 0 to 1 over the width × height pixels of
// its bounding box, and side is the sheet's longer side in such pixels.
// pixels: red, green, blue and opacity of each pixel, as ImageData holds them; the sheet must be opaque.
export function findInk(pixels, width, height) {
  const scale = Math.ceil(Math.max(width, height) / LONGEST_SIDE);
  const sheet = reduced(pixels, width, height, scale);
  const { values } = sheet;
  const distances = [0, 1, 2].map((channel) => distancesFrom(borderMedian(sheet, channel)));
  const [red, green, blue] = distances;
  const whole = new Float64Array(sheet.width * sheet.height);
  let peak = 0;
  for (let i = 0, k = 0; i < whole.length; i++, k += 4) {
    let distance = red[values[k]];
    if (green[values[k + 1]] > distance) distance = green[values[k + 1]];
    if (blue[values[k + 2]] > distance) distance = blue[values[k + 2]];
    whole[i] = distance;
    if (distance > peak) peak = distance;
  }
  if (peak < LEAST_CONTRAST) return null;
  const side = Math.max(sheet.width, sheet.height);
  return { ...cropped(whole, sheet.width, sheet.height, peak), side };
}

// How far each value of a channel is from the paper's.
function distancesFrom(paper) {
  return Float64Array.from({ length: 256 }, (_, value) => Math.abs(value / 255 - paper));
}

// The part of the sheet with anything on it, as shares of the peak.
function cropped(whole, width, height, peak) {
  let [top, bottom, left, right] = [height, 0, width, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (whole[i] === 0) continue;
      if (y < top) top = y;
      bottom = y + 1;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
    }
  }
  const [w, h] = [right - left, bottom - top];
  const share = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) share[y * w + x] = whole[(top + y) * width + left + x] / peak;
  }
  return { share, width: w, height: h };
}

// The ink as the network's images show it: Float32Array of side × side, brought to the framing's size and place.
export function placeInk({ share, width, height }, framing = MNIST_FRAMING) {
  const { side } = framing;
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ink = share[y * width + x];
      if (ink === 0) continue;
      rows[y] += ink;
      columns[x] += ink;
      if (ink <= EDGE) continue;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  const whole = [(bottom - top + 1) / framing.height, (right - left + 1) / framing.width];
  const steps = framing.stretched ? whole : whole.map(() => Math.max(...whole));
  const middles = [
    framing.row_by_mass ? centreOfMass(rows) : (top + bottom + 1) / 2,
    framing.column_by_mass ? centreOfMass(columns) : (left + right + 1) / 2,
  ];
  const down = covered(height, middles[0] - framing.row * steps[0], steps[0], side);
  const across = covered(width, middles[1] - framing.column * steps[1], steps[1], side);
  const lines = new Float64Array(side * width);
  down.forEach(({ first, weights }, i) => {
    weights.forEach((weight, k) => {
      for (let x = 0; x < width; x++) lines[i * width + x] += weight * share[(first + k) * width + x];
    });
  });
  const image = new Float64Array(side * side);
  let peak = 0;
  for (let i = 0; i < side; i++) {
    across.forEach(({ first, weights }, j) => {
      let sum = 0;
      weights.forEach((weight, k) => (sum += weight * lines[i * width + first + k]));
      image[i * side + j] = sum;
      if (sum > peak) peak = sum;
    });
  }
  return Float32Array.from(image, (value) => value / peak);
}

function centreOfMass(profile) {
  let [mass, moment] = [0, 0];
  profile.forEach((ink, place) => {
    mass += ink;
    moment += ink * (place + 0.5);
  });
  return moment / mass;
}

// For each of the pixels along a side: the first row of the drawing that it covers, and what share of it each covers.
function covered(length, start, step, side) {
  return Array.from({ length: side }, (_, i) => {
    const [from, to] = [start + step * i, start + step * (i + 1)];
    const first = Math.min(Math.max(Math.floor(from), 0), length);
    const weights = [];
    for (let place = first; place < Math.min(Math.ceil(to), length); place++) {
      weights.push(Math.max(Math.min(to, place + 1) - Math.max(from, place), 0) / step);
    }
    return { first, weights };
  });
}

// Means of blocks of scale × scale pixels, rounded as Pillow's `reduce` does.
function reduced(pixels, width, height, scale) {
  if (scale === 1) return { values: pixels, width, height };
  const [columns, rows] = [Math.ceil(width / scale), Math.ceil(height / scale)];
  const values = new Uint8Array(4 * columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [right, bottom] = [Math.min((x + 1) * scale, width), Math.min((y + 1) * scale, height)];
      const count = (right - x * scale) * (bottom - y * scale);
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let v = y * scale; v < bottom; v++) {
          for (let u = x * scale; u < right; u++) sum += pixels[4 * (v * width + u) + channel];
        }
        values[4 * (y * columns + x) + channel] = Math.floor((sum + count / 2) / count);
      }
    }
  }
  return { values, width: columns, height: rows };
}

// The middle of a channel's values along the sheet's border.
function borderMedian({ values, width, height }, channel) {
  const border = [];
  const add = (x, y) => border.push(values[4 * (y * width + x) + channel] / 255);
  for (let x = 0; x < width; x++) {
    add(x, 0);
    if (height > 1) add(x, height - 1);
  }
  for (let y = 1; y < height - 1; y++) {
    add(0, y);
    if (width > 1) add(width - 1, y);
  }
  border.sort((a, b) => a - b);
  const middle = border.length >> 1;
  return border.length % 2 ? border[middle] : (border[middle - 1] + border[middle]) / 2;
}
