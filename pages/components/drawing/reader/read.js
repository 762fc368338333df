// What a network reads on a sheet, in the browser.

import { withoutFrame } from "./frame.js";
import { partsOf } from "./parts.js";
import { findInk, placeInk } from "./prepare.js";
import { findDigits, isDot } from "./segment.js";

const SIGN = 2; // letters at most of the name of something that one writes; things, such as a coat, are drawn one at a time

// The digits on a sheet, each { image, probabilities, digit, confidence, stranger }, from left to right.
// Empty where nothing is drawn, or only a dot. pixels, width, height: as ImageData has them. gate: a network that says
// how likely it is that an image is no digit; without one, stranger is 0.
export function readSheet(network, pixels, width, height, gate = null) {
  const ink = findInk(pixels, width, height);
  if (!ink) return [];
  const parts = partsOf(ink);
  const kept = withoutFrame(ink, parts);
  const several = network.classNames.every(({ length }) => length <= SIGN);
  const pieces = several ? findDigits(kept, kept === ink ? parts : undefined) : [kept];
  return pieces.every(isDot) ? [] : pieces.map((piece) => readPiece(network, piece, gate));
}

function readPiece(network, piece, gate) {
  const image = placeInk(piece, network.framing);
  const probabilities = network.probabilities(image);
  const confidence = Math.max(...probabilities);
  const stranger = gate ? gate.probabilities(image)[1] : 0;
  return { image, probabilities, digit: probabilities.indexOf(confidence), confidence, stranger };
}
