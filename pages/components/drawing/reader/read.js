// What a network reads on a sheet, in the browser.

import { withoutFrame } from "./frame.js";
import { partsOf } from "./parts.js";
import { findInk, placeInk } from "./prepare.js";
import { findDigits, isDot } from "./segment.js";

// The digits on a sheet, each { image, probabilities, digit, confidence, stranger }, from left to right.
// Empty where nothing is drawn, or only a dot. pixels, width, height: as ImageData has them. gate: a network that says
// how likely it is that an image is no digit; without one, stranger is 0.
export function readSheet(network, pixels, width, height, gate = null) {
  const ink = findInk(pixels, width, height);
  if (!ink) return [];
  const parts = partsOf(ink);
  const kept = withoutFrame(ink, parts);
  const pieces = findDigits(kept, kept === ink ? parts : undefined);
  return pieces.every(isDot) ? [] : pieces.map((piece) => readPiece(network, piece, gate));
}

function readPiece(network, piece, gate) {
  const image = placeInk(piece);
  const probabilities = network.probabilities(image);
  const confidence = Math.max(...probabilities);
  const stranger = gate ? gate.probabilities(image)[1] : 0;
  return { image, probabilities, digit: probabilities.indexOf(confidence), confidence, stranger };
}
