// What is drawn over the points: a person's own drawing, and the lasso.

export function paintOwn(context, [x, y], colour) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 9, 0, 7);
  context.moveTo(x - 15, y);
  context.lineTo(x + 15, y);
  context.moveTo(x, y - 15);
  context.lineTo(x, y + 15);
  context.stroke();
  context.fillStyle = colour;
  context.font = "600 13px sans-serif";
  context.fillText("your drawing", x + 14, y - 8);
}

export function paintLoop(context, loop, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [x, y] of loop) context.lineTo(x, y);
  context.closePath();
  context.stroke();
}
