/**
 * How outlines are drawn. Two things must be seen at once, without telling colours apart: which label
 * a line is, by its rhythm, and whether somebody looked at it: unbroken where a person drew or
 * accepted it, with the rhythm inlaid in white; broken in that rhythm where a machine made it.
 */
const OUTLINE_PIXELS = 1.5;
const CASING = "rgb(0 0 0 / 0.45)";
const INLAY = "rgb(255 255 255 / 0.85)";
/** Of a machine's line: wide gaps, as in the pictures that the program draws itself. */
const broken = (pattern) => (pattern.length
  ? pattern.map((length, index) => (index % 2 ? Math.max(length, 6) : length)) : [8, 6]);

/** Short inks far apart, so that the line's own colour stays the stronger part of it. */
const inlaid = (pattern) =>
  pattern.map((length, index) => (index % 2 ? 2 * length + 4 : Math.min(length, 4)));

/**
 * Strokes a line of a label.
 *
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {Path2D} path
 * @param {{colour: string, pattern: number[]}} label `pattern`: ink and gap in turn, pixels; none solid.
 * @param {{isMachineMade?: boolean, isSelected?: boolean}} [state]
 */
export function strokeOutline(context, path, label, { isMachineMade, isSelected } = {}) {
  const width = OUTLINE_PIXELS + (isSelected ? 1 : 0);
  context.lineJoin = "round";
  context.setLineDash([]);
  context.strokeStyle = CASING;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.lineWidth = width;
  context.strokeStyle = label.colour;
  if (isMachineMade) {
    context.setLineDash(broken(label.pattern));
    context.stroke(path);
  } else {
    context.stroke(path);
    if (label.pattern.length) {
      context.setLineDash(inlaid(label.pattern));
      context.strokeStyle = INLAY;
      context.stroke(path);
    }
  }
  context.setLineDash([]);
}

/** Draws a sample of a label's line, for the list of labels. */
export function drawSample(canvas, label) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = 40 * ratio;
  canvas.height = 16 * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const path = new Path2D();
  path.rect(1.5, 2.5, 37, 11);
  context.globalAlpha = 0.35;
  context.fillStyle = label.colour;
  context.fill(path);
  context.globalAlpha = 1;
  strokeOutline(context, path, label);
}
