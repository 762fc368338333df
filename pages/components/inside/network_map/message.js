// What the server sends: messages of what an image does to a network, and networks' weights.

const KEPT = 12; // messages, and networks' weights, that stay here

const moments = new Map(); // address → promise of a message
const weights = new Map(); // address → promise of weights

// A message: the length of a JSON text, the text, and numbers in the order in which it names them.
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  const header = JSON.parse(text);
  const numbers = new Float32Array(bytes.slice(4 + length).buffer);
  let start = 0;
  const arrays = header.layers.map(({ size, arrays: names }) =>
    Object.fromEntries(names.map((name) => [name, numbers.subarray(start, (start += size))])),
  );
  return { header, text, arrays };
}

export function fetchMoment(address) {
  return once(moments, address, (buffer) => decode(new Uint8Array(buffer)));
}

export function fetchWeights(address) {
  return once(weights, address, (buffer) => new Float32Array(buffer));
}

function once(kept, address, read) {
  if (!kept.has(address)) {
    const loading = fetch(new URL(address, document.baseURI)).then(async (answer) => {
      if (!answer.ok || answer.status === 204) throw new Error(`${address} could not be loaded; reload the page once the server is back.`);
      return read(await answer.arrayBuffer());
    });
    loading.catch(() => kept.delete(address)); // the next one who asks tries again
    kept.set(address, loading);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(address);
}
