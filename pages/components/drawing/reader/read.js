// What a network reads on a sheet, in the browser.

import { withoutFrame } from "./frame.js";
import { partsOf } from "./parts.js";
import { findInk, placeInk } from "./prepare.js";
import { findDigits, isDot } from "./segment.js";

// The digits on a sheet, each { image, probabilities, digit, confidence }, from left to right.
// Empty where nothing is drawn, or only a dot. pixels, width, height: as ImageData has them.
export function readSheet(network, pixels, width, height) {
  const ink = findInk(pixels, width, height);
  if (!ink) return [];
  const parts = partsOf(ink);
  const kept = withoutFrame(ink, parts);
  const pieces = findDigits(kept, kept === ink ? parts : undefined);
  return pieces.every(isDot) ? [] : pieces.map((piece) => readPiece(network, piece));
}

function readPiece(network, piece) {
  const image = placeInk(piece);
  const probabilities = network.probabilities(image);
  const confidence = Math.max(...probabilities);
  return { image, probabilities, digit: probabilities.indexOf(confidence), confidence };
}
