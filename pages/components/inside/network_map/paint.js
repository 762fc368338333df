// Paints layers as cells, and connections as lines, on a canvas.

import { centre, nameWidth } from "./layout.js";
import { colourOf, css, isSigned, largestOf } from "./colours.js";

// Fit a canvas to the screen's pixels and return its context, cleared.
export function prepare(canvas, width, height) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    Object.assign(canvas, { width: wide, height: high });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

// Every layer; `seen(layer)` from 0 to 1 says how far a layer has come into view.
export function paintLayers(context, layout, network, theme, seen) {
  layout.blocks.forEach((block, layer) => {
    const { a, grad } = network.layers[layer];
    const values = network.backward && grad ? grad : a;
    context.globalAlpha = seen(layer);
    paintGrid(context, block, values, theme, isSigned(values) || (network.backward && layer > 0), layer > 0);
    if (layer === layout.blocks.length - 1) paintBars(context, layout, network, theme);
    context.globalAlpha = 1;
  });
}

// The layers' names, on top of all lines.
export function paintTitles(context, { blocks }, { layers }, theme) {
  context.textBaseline = "top";
  context.textAlign = "left";
  context.strokeStyle = theme.background;
  context.lineJoin = "round";
  context.lineWidth = 4;
  blocks.forEach(({ titleX, titleY }, layer) => {
    const { title, detail } = layers[layer];
    for (const [text, font, colour, down] of [
      [title, `600 13px ${theme.font}`, theme.text, 0],
      [detail, `12px ${theme.font}`, theme.muted, 17],
    ]) {
      context.font = font;
      context.fillStyle = colour;
      context.strokeText(text, titleX, titleY + down);
      context.fillText(text, titleX, titleY + down);
    }
  });
}

function paintGrid(context, block, values, theme, signed, apart) {
  const { x, y, columns, cell, size, width, height } = block;
  const largest = largestOf(values);
  const line = cell > 4 && apart ? 1 : 0;
  context.fillStyle = theme.panel;
  const full = Math.floor(size / columns) * cell;
  context.fillRect(x, y, width, full);
  if (full < height) context.fillRect(x, y + full, (size % columns) * cell, cell);
  for (let unit = 0; unit < size; unit++) {
    context.fillStyle = css(colourOf(theme, values[unit], largest, signed));
    context.fillRect(x + (unit % columns) * cell, y + Math.floor(unit / columns) * cell, cell - line, cell - line);
  }
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  if (size % columns === 0) context.strokeRect(x - 0.5, y - 0.5, width + 1 - line, height + 1 - line);
}

// Beside the outputs: the class, where there is room for its name or it matters, and its probability, or going backward p − t, as a bar.
function paintBars(context, { blocks, vertical }, network, theme) {
  const block = blocks.at(-1);
  const { a, grad, texts, label, answer, names } = network.layers.at(-1);
  const room = block.cell >= (vertical ? 9 * Math.max(...names.map(({ length }) => length)) : 13);
  const beside = nameWidth(names);
  const thick = Math.min(vertical ? 14 : 10, Math.max(block.cell - 1, 1));
  const { backward } = network;
  const full = backward ? largestOf(grad) : 1; // what the longest bar stands for
  context.textBaseline = "middle";
  for (let digit = 0; digit < block.size; digit++) {
    const [x, y] = centre(block, digit);
    const value = backward ? grad[digit] : a[digit];
    const told = digit === answer || digit === label;
    context.font = `${told ? 600 : 400} 14px ${theme.font}`;
    context.fillStyle = told ? theme.text : theme.muted;
    const name = room || digit === answer ? names[digit] : "";
    if (vertical) {
      context.textAlign = "center";
      context.fillText(name, x, block.y + block.height + 12);
      const length = Math.max(1, (Math.abs(value) / full) * 32);
      context.fillStyle = value < 0 ? theme.lines.negative : theme.lines.positive;
      context.fillRect(x - thick / 2, block.y + block.height + 68 - length, thick, length);
      if (!(room ? told : digit === answer)) continue;
      context.font = `11px ${theme.font}`;
      context.fillStyle = theme.text;
      context.fillText(texts[digit], x, block.y + block.height + 60 - length);
      continue;
    }
    const left = block.x + block.width + 8;
    context.textAlign = "left";
    context.fillText(name, left, y + 1);
    const length = Math.max(1, (Math.abs(value) / full) * 56);
    context.fillStyle = value < 0 ? theme.lines.negative : theme.lines.positive;
    context.fillRect(left + beside, y - thick / 2, length, thick);
    if (!room && digit !== answer) continue;
    context.font = `12px ${theme.font}`;
    context.fillStyle = told ? theme.text : theme.muted;
    context.fillText(texts[digit], left + beside + 4 + length, y + 1);
  }
}

// Lines of [from, to, value] between two layers; the strongest is `wide` pixels wide.
export function paintLines(context, layout, layer, lines, theme, { wide, alpha, largest }) {
  const [before, after] = [layout.blocks[layer - 1], layout.blocks[layer]];
  for (const [from, to, value] of lines) {
    const share = largest ? Math.abs(value) / largest : 0;
    const [x1, y1] = centre(before, from);
    const [x2, y2] = centre(after, to);
    context.beginPath();
    context.moveTo(x1, y1);
    if (layout.vertical) context.bezierCurveTo(x1, (y1 + y2) / 2, x2, (y1 + y2) / 2, x2, y2);
    else context.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2);
    context.strokeStyle = value < 0 ? theme.lines.negative : theme.lines.positive;
    context.globalAlpha = alpha * (0.25 + 0.75 * share);
    context.lineWidth = 0.5 + (wide - 0.5) * share;
    context.stroke();
  }
  context.globalAlpha = 1;
}

// A frame around a unit's cell.
export function paintFrame(context, block, unit, colour, background, width = 2) {
  const [x, y] = centre(block, unit);
  const half = Math.max(block.cell / 2, 3) + 1;
  context.lineWidth = width + 2;
  context.strokeStyle = background;
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

// A small picture of one number for each unit of a layer, folded as the layer is.
export function paintPicture(canvas, values, columns, theme, { largest = largestOf(values), signed = true } = {}) {
  const rows = Math.ceil(values.length / columns);
  Object.assign(canvas, { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let unit = 0; unit < values.length; unit++) {
    const [red, green, blue] = colourOf(theme, values[unit], largest, signed);
    image.data.set([red, green, blue, 255], 4 * unit);
  }
  context.putImageData(image, 0, 0);
}

// A unit that is switched off.
export function paintCross(context, blocks, [layer, unit], colour) {
  const { cell, columns, x, y } = blocks[layer];
  const [left, top] = [x + (unit % columns) * cell, y + Math.floor(unit / columns) * cell];
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left + 1, top + 1);
  context.lineTo(left + cell - 2, top + cell - 2);
  context.moveTo(left + cell - 2, top + 1);
  context.lineTo(left + 1, top + cell - 2);
  context.stroke();
}
