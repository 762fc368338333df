// Which points lie near the pointer, or inside a loop. Places are x and y of one point after the other, in pixels.

const REACH = 14; // pixels within which a point answers the pointer

// A grid of cells as wide as the pointer reaches, filled once for as long as the points stand still.
export class Nearness {
  constructor(places) {
    this.places = places;
    this.cells = new Map();
    for (let i = 0; i < places.length / 2; i++) {
      const cell = address(places[2 * i] / REACH | 0, places[2 * i + 1] / REACH | 0);
      const inside = this.cells.get(cell);
      if (inside) inside.push(i);
      else this.cells.set(cell, [i]);
    }
  }

  // The point nearest to a place, of those that `counts`, or -1.
  nearest(x, y, counts) {
    let best = -1, least = REACH * REACH;
    for (let column = -1; column <= 1; column++) for (let row = -1; row <= 1; row++) {
      for (const i of this.cells.get(address((x / REACH | 0) + column, (y / REACH | 0) + row)) ?? []) {
        if (!counts(i)) continue;
        const far = (this.places[2 * i] - x) ** 2 + (this.places[2 * i + 1] - y) ** 2;
        if (far < least) [best, least] = [i, far];
      }
    }
    return best;
  }
}

function address(column, row) {
  return column * 4096 + row;
}

// The points inside a loop, the first `most` of them.
export function enclosed(loop, places, most) {
  const inside = [];
  for (let i = 0; i < places.length / 2 && inside.length < most; i++) {
    if (within(loop, places[2 * i], places[2 * i + 1])) inside.push(i);
  }
  return inside;
}

// Whether a place lies inside a loop: a ray from it crosses the loop an odd number of times.
function within(loop, x, y) {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const [ax, ay] = loop[i], [bx, by] = loop[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
