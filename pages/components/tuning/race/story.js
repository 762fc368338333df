// What a race's numbers say: where each set-up stands at any place of the track, and who led when.

export const LEAD = 0.002; // the share by which one must be ahead to take the lead: less is a matter of a few images
const SAMPLES = 240;

export class Story {
  constructor(message, axis) {
    const { images, seconds, accuracies, entrants } = message;
    this.accuracies = accuracies;
    this.places = entrants.map((_, racer) => (axis === "clock" ? seconds.map((row) => row[racer]) : images));
    this.end = Math.max(...this.places.map((places) => places.at(-1) ?? 0)); // what is known so far
    this.goal = axis === "clock" ? this.end : message.goal;
    this.leads = this.findLeads();
  }

  // The accuracy of a set-up at a place of the track; past its end it keeps its last one.
  accuracy(racer, place) {
    const places = this.places[racer];
    let low = 0;
    let high = places.length - 1;
    if (high < 0) return 0;
    if (place >= places[high]) return this.accuracies[high][racer];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle] <= place) low = middle;
      else high = middle;
    }
    const share = (place - places[low]) / (places[high] - places[low] || 1);
    const [from, to] = [this.accuracies[low][racer], this.accuracies[high][racer]];
    return from + share * (to - from);
  }

  // The line of a set-up as far as a place.
  line(racer, place) {
    const points = [];
    this.places[racer].forEach((at, moment) => {
      if (at < place) points.push([at, this.accuracies[moment][racer]]);
    });
    points.push([Math.min(place, this.places[racer].at(-1)), this.accuracy(racer, place)]);
    return points;
  }

  // The set-ups, best first.
  order(place) {
    const reached = this.places.map((_, racer) => this.accuracy(racer, place));
    return reached.map((_, racer) => racer).sort((a, b) => reached[b] - reached[a] || a - b);
  }

  // Who led from where on: [{ from, racer }].
  findLeads() {
    const leads = [];
    for (let sample = 1; sample <= SAMPLES; sample++) {
      const place = (this.goal * sample) / SAMPLES;
      if (place > this.end * 1.0001) break;
      const first = this.order(place)[0];
      const leader = leads.at(-1)?.racer;
      if (first === leader) continue;
      const ahead = this.accuracy(first, place) - (leader === undefined ? 0 : this.accuracy(leader, place));
      if (ahead >= LEAD) leads.push({ from: (this.goal * (sample - 1)) / SAMPLES, racer: first });
    }
    return leads;
  }

  // The lead at a place and how often it had changed by then.
  leadAt(place) {
    const passed = this.leads.filter(({ from }) => from <= place);
    return { leader: passed.at(-1)?.racer, since: passed.at(-1)?.from, changes: Math.max(passed.length - 1, 0) };
  }
}

export function percent(share, digits = 1) {
  return `${(100 * share).toFixed(digits)}%`;
}
