// Where each layer lies on the picture: from left to right on a desk, from top to bottom on a phone.
//
// A layer is a grid of cells, one a unit, numbered row by row from the top left.

export const NARROW = 640; // pixels; below it, layers lie under one another
const TITLE = 40; // pixels above each layer for its name
const BARS = 132; // pixels beside the ten outputs for their bars
const GAPS = { least: 34, most: 240, below: 34 };
const HEIGHTS = { most: 296, least: 120, step: 4 };

// layers: { size }, the first with the image's side and the last with the names of the classes.
export function arrange(layers, width) {
  const sizes = layers.map(({ size }) => size);
  const { side } = layers[0];
  const bars = BARS - 16 + nameWidth(layers.at(-1).names);
  return width < NARROW ? arrangeDown(sizes, width, side) : arrangeAcross(sizes, width, side, bars);
}

// Pixels that the names of the classes take beside the outputs.
export function nameWidth(names) {
  return Math.max(16, 9 * Math.max(...names.map(({ length }) => length)) + 7);
}

function arrangeAcross(sizes, width, side, bars) {
  let blocks;
  let height = HEIGHTS.most;
  let gap;
  for (; ; height -= HEIGHTS.step) {
    blocks = sizes.map((size, index) => foldAcross(size, height, side, index, sizes.length, bars));
    const taken = blocks.reduce((sum, block) => sum + Math.max(block.width + (block.bars ?? 0), 84), 0);
    gap = (width - taken - 2) / (sizes.length - 1);
    if (gap >= GAPS.least || height <= HEIGHTS.least) break;
  }
  gap = Math.min(gap, GAPS.most);
  const tallest = Math.max(...blocks.map((block) => block.height));
  let x = 1;
  for (const block of blocks) {
    block.x = Math.round(x);
    const spare = tallest - block.height;
    block.y = TITLE + (spare < 32 ? 0 : Math.round(spare / 2));
    block.titleX = block.x;
    x += Math.max(block.width + (block.bars ?? 0), 84) + gap;
  }
  // What is too narrow for wide gaps stands in the middle.
  const shift = Math.max(0, Math.floor((width - (x - gap)) / 2));
  for (const block of blocks) {
    block.x += shift;
    block.titleX += shift;
    block.titleY = block.y - TITLE;
  }
  return { width, height: TITLE + tallest + 4, vertical: false, blocks };
}

function foldAcross(size, height, side, index, count, bars) {
  const isInput = index === 0;
  const isOutput = index === count - 1;
  const rows = isInput ? side : isOutput || size <= 16 ? size : size <= 256 ? 16 : 32;
  const columns = Math.ceil(size / rows);
  const cell = Math.max(2, Math.min(isOutput ? 28 : 20, Math.floor(height / rows)));
  return block(size, columns, rows, cell, isOutput ? bars : undefined);
}

function arrangeDown(sizes, width, side) {
  let y = 0;
  const blocks = sizes.map((size, index) => {
    const isInput = index === 0;
    const isOutput = index === sizes.length - 1;
    const columns = isInput ? side : isOutput ? size : Math.min(size, size > 512 ? 48 : 32);
    const cell = isInput ? Math.floor(Math.min(width, 224) / side) : Math.min(isOutput ? 30 : 18, Math.floor(width / columns));
    const one = block(size, columns, Math.ceil(size / columns), cell);
    one.x = Math.floor((width - one.width) / 2);
    one.titleX = 0;
    one.titleY = y;
    one.y = y + TITLE;
    if (isOutput) one.bars = 72;
    y = one.y + one.height + (one.bars ?? 0) + GAPS.below;
    return one;
  });
  return { width, height: y - GAPS.below + 4, vertical: true, blocks };
}

function block(size, columns, rows, cell, bars) {
  return { size, columns, rows, cell, bars, width: columns * cell, height: rows * cell };
}

// The middle of a unit's cell.
export function centre(block, unit) {
  return [
    block.x + ((unit % block.columns) + 0.5) * block.cell,
    block.y + (Math.floor(unit / block.columns) + 0.5) * block.cell,
  ];
}

// The unit under a point, as [layer, unit], or null.
export function unitAt({ blocks, vertical }, x, y) {
  for (let layer = 0; layer < blocks.length; layer++) {
    const { x: left, y: top, width, height, columns, cell, size, bars = 0 } = blocks[layer];
    const right = left + width + (vertical ? 0 : bars);
    const bottom = top + height + (vertical ? bars : 0);
    if (x < left || x >= right || y < top || y >= bottom) continue;
    const column = Math.min(columns - 1, Math.floor((x - left) / cell));
    const row = Math.min(Math.ceil(size / columns) - 1, Math.floor((y - top) / cell));
    const unit = row * columns + column;
    return unit < size ? [layer, unit] : null;
  }
  return null;
}

// The unit that an arrow key leads to from this one.
export function neighbour({ blocks }, [layer, unit], key) {
  const { columns, size } = blocks[layer];
  const last = size - 1;
  const moved = {
    ArrowLeft: unit % columns ? unit - 1 : unit,
    ArrowRight: unit % columns < columns - 1 ? unit + 1 : unit,
    ArrowUp: unit - columns,
    ArrowDown: unit + columns,
    Home: 0,
    End: last,
  }[key];
  return moved === undefined || moved < 0 || moved > last ? unit : moved;
}
