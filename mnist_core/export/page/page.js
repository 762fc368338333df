// The page of one file: a sheet to draw on, and what is read on it while the pen moves.

const PAPER = 280; // the sheet's side in its own units, whatever its size on the screen
const STEP = 8; // by which an arrow key moves the pen; with Shift a quarter
const FRAME = 4 / 28; // of the sheet, around what the images show, until the network says
const LEAST_FRAME = 0.04;
const EMPTY = "Draw on the dark sheet, with a mouse, a pen or a finger.";

class Paper {
  constructor(canvas, changed) {
    Object.assign(this, { canvas, changed });
    this.context = canvas.getContext("2d");
    this.read = document.createElement("canvas");
    Object.assign(this.read, { width: PAPER, height: PAPER });
    this.reading = this.read.getContext("2d", { willReadFrequently: true });
    this.strokes = []; // each { width, points }
    this.pen = { x: PAPER / 2, y: PAPER / 2, down: false };
    this.width = 20;
    this.margins = [PAPER * FRAME, PAPER * FRAME];
    for (const [kind, act] of Object.entries({ pointerdown: "down", pointermove: "move", pointerup: "up", pointercancel: "up" })) {
      canvas.addEventListener(kind, (event) => this[act](event));
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("focus", () => this.paint());
    canvas.addEventListener("blur", () => this.paint());
    this.paint();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * PAPER, ((event.clientY - box.top) / box.height) * PAPER];
  }

  down(event) {
    if (this.pointer !== undefined || event.button > 0) return;
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.pen.down = this.pen.shown = false;
    this.begin(this.place(event));
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) this.strokes.at(-1).points.push(this.place(each));
    this.paint();
    this.changed(false);
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = undefined;
    this.changed(true);
  }

  begin(point) {
    this.strokes.push({ width: this.width, points: [point] });
    this.paint();
    this.changed(false);
  }

  key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    const { pen } = this;
    if (way) {
      const step = event.shiftKey ? STEP / 4 : STEP;
      pen.x = Math.min(Math.max(pen.x + way[0] * step, 0), PAPER);
      pen.y = Math.min(Math.max(pen.y + way[1] * step, 0), PAPER);
      if (pen.down) this.strokes.at(-1).points.push([pen.x, pen.y]);
    } else if (event.key === " ") {
      pen.down = !pen.down;
      if (pen.down) this.begin([pen.x, pen.y]);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else return;
    event.preventDefault();
    pen.shown = true;
    this.paint();
    this.changed(!pen.down);
  }

  undo() {
    this.strokes.pop();
    this.pen.down = false;
    this.paint();
    this.changed(true);
  }

  clear() {
    this.strokes = [];
    this.pen.down = false;
    this.paint();
    this.changed(true);
  }

  paint() {
    const { context, canvas, pen } = this;
    drawStrokes(context, canvas.width, this.strokes);
    context.strokeStyle = "rgb(255 255 255 / 0.25)";
    context.lineWidth = 1;
    context.setLineDash([5, 5]);
    const [x, y] = this.margins;
    context.strokeRect(x, y, PAPER - 2 * x, PAPER - 2 * y); // where it lies in the network's images
    context.setLineDash([]);
    if (!pen.shown || document.activeElement !== canvas) return;
    context.strokeStyle = pen.down ? "#ff9d3b" : "#6db3ff";
    context.lineWidth = 2;
    context.beginPath();
    context.arc(pen.x, pen.y, this.width / 2 + 2, 0, 2 * Math.PI);
    context.stroke();
  }

  frame({ side, width, height }) {
    this.margins = [width, height].map((size) => PAPER * Math.max((side - size) / 2 / side, LEAST_FRAME));
    this.paint();
  }

  pixels() {
    drawStrokes(this.reading, PAPER, this.strokes);
    return this.reading.getImageData(0, 0, PAPER, PAPER).data;
  }
}

function drawStrokes(context, side, strokes) {
  context.setTransform(side / PAPER, 0, 0, side / PAPER, 0, 0);
  context.fillStyle = "black";
  context.fillRect(0, 0, PAPER, PAPER);
  Object.assign(context, { strokeStyle: "white", lineCap: "round", lineJoin: "round" });
  for (const { width, points } of strokes) {
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...points[0]);
    for (const point of points.length > 1 ? points.slice(1) : points) context.lineTo(...point);
    context.stroke();
  }
}

async function unpackNetwork(packed) {
  const letters = atob(packed);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i); // Uint8Array.from takes ten times as long
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new MnistReader.ReaderNetwork(await new Response(stream).arrayBuffer());
}

async function startPage() {
  const panel = new Panel(document.getElementById("panel").attachShadow({ mode: "open" }));
  let network = null;
  let frame = null;
  let over = false;
  const paper = new Paper(document.getElementById("sheet"), (ended) => {
    over = ended;
    frame ??= requestAnimationFrame(read);
  });
  function read() {
    frame = null;
    if (!network) return;
    const readings = MnistReader.readSheet(network, paper.pixels(), PAPER, PAPER);
    panel.show(readings, readings.length ? "" : EMPTY);
    if (over) panel.say(readings.length ? `It reads ${readings.map(({ digit }) => network.classNames[digit]).join(" ")}` : "Nothing to read");
  }
  document.getElementById("undo").addEventListener("click", () => paper.undo());
  document.getElementById("clear").addEventListener("click", () => paper.clear());
  document.getElementById("brush").addEventListener("input", ({ target }) => (paper.width = Number(target.value)));
  panel.show([], EMPTY);
  try {
    network = await unpackNetwork(PACKED_NETWORK);
    panel.nameClasses(network.classNames);
    paper.frame(network.framing);
    panel.show([], EMPTY);
    read();
  } catch {
    panel.show([], "This browser is too old to unpack the network: it needs one of 2023 or later.");
  }
}

startPage();
