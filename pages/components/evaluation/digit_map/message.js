// What Python sends, and the pictures that it sends once.

const fetched = new Map(); // address → promise of pictures

// A message: the length of its header, the header, the coordinates of all layers, the labels, and what was read.
export function decode(bytes) {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const { count, layers } = header;
  const start = 4 + length;
  const size = 4 * count * layers.length;
  return {
    header,
    arrays: {
      count,
      coordinates: new Int16Array(buffer.slice(start, start + size)),
      labels: new Uint8Array(buffer, start + size, count),
      predicted: new Uint8Array(buffer, start + size + count, count),
    },
  };
}

export function load(path) {
  if (!fetched.has(path)) {
    const pictures = fetch(new URL(path, document.baseURI)).then(async (answer) => {
      if (!answer.ok) throw new Error(`The pictures could not be loaded (${answer.status}).`);
      return new Uint8Array(await answer.arrayBuffer());
    });
    pictures.catch(() => fetched.delete(path));
    fetched.set(path, pictures);
  }
  return fetched.get(path);
}
