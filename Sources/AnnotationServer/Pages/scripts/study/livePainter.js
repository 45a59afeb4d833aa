import { ring, screenLine } from "./contourPainter.js";
import { strokeOutline } from "./lineStyle.js";

/**
 * Draws what follows the mouse: the path to it, the brush, what it is over, the keyboard's cursor,
 * pins of comments, and once after a slice opens a sign at its weakest arc.
 *
 * @param {CanvasRenderingContext2D} context
 * @returns {boolean} Whether a path to the mouse was drawn.
 */
export function paintLive(context, store, session, viewport) {
  paintPins(context, store, viewport);
  paintPulse(context, store, session, viewport);
  if (!store.areOverlaysHidden) paintHover(context, store, viewport);
  const hasPreview = paintPreview(context, store, session, viewport);
  paintBrush(context, store, session, viewport);
  if (store.hasKeyboardCursor && store.cursor) paintCursor(context, store.cursor, viewport);
  return hasPreview;
}

function paintPreview(context, store, session, viewport) {
  const points = session.previewPoints();
  if (!points) return false;
  const label = store.labelOf(session.previewLabel());
  strokeOutline(context, screenLine(points, viewport), { ...label, pattern: [] });
  for (const [x, y] of session.strokeSeeds()) {
    ring(context, viewport.toScreenX(x), viewport.toScreenY(y), 3, label.colour);
  }
  if (session.wouldClose) {
    const [x, y] = store.contour(store.openPath).seeds[0];
    ring(context, viewport.toScreenX(x), viewport.toScreenY(y), 8, "#ffffff", 2);
  }
  return true;
}

function paintHover(context, store, viewport) {
  const { hover } = store;
  const contour = hover && store.contour(hover.contour);
  if (!contour) return;
  const colour = "#ffffff";
  if (hover.kind === "seed") {
    const seed = contour.seeds[hover.index];
    if (seed) ring(context, viewport.toScreenX(seed[0]), viewport.toScreenY(seed[1]), 6, colour, 2);
    return;
  }
  const arc = contour.arcs[hover.index];
  if (!arc) return;
  context.lineWidth = 3;
  context.strokeStyle = "rgb(255 255 255 / 0.55)";
  context.stroke(screenLine(arc.points, viewport));
}

function paintBrush(context, store, session, viewport) {
  const stroke = session.brushStroke;
  const isBrush = store.tool === "brush" || store.tool === "eraser";
  if (!isBrush || !store.may("edit")) return;
  const radius = store.brushMillimetres * viewport.scale;
  const colour = store.tool === "eraser" ? "#ffffff" : store.labelOf(store.label).colour;
  if (stroke?.length) {
    context.save();
    context.globalAlpha = 0.35;
    context.strokeStyle = colour;
    context.lineWidth = 2 * radius;
    context.lineCap = "round";
    context.lineJoin = "round";
    const flat = stroke.flat();
    // A single point is a dab: a line of no length with round ends.
    context.stroke(screenLine(stroke.length > 1 ? flat : [...flat, ...flat], viewport));
    context.restore();
  }
  if (store.cursor) {
    const { x, y } = store.cursor;
    ring(context, viewport.toScreenX(x), viewport.toScreenY(y), radius, colour, 1);
  }
}

function paintCursor(context, { x, y }, viewport) {
  const [cx, cy] = [viewport.toScreenX(x), viewport.toScreenY(y)];
  for (const [colour, width] of [["#000000", 3], ["#ffffff", 1]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(cx + 4 * dx, cy + 4 * dy);
      context.lineTo(cx + 18 * dx, cy + 18 * dy);
    }
    context.stroke();
  }
}

function paintPins(context, store, viewport) {
  for (const comment of store.comments) {
    if (comment.slice !== store.slice || (comment.frame ?? 0) !== store.frame) continue;
    if (comment.x == null || comment.is_resolved) continue;
    paintPin(context, comment, comment.author.slice(0, 1).toUpperCase(), viewport);
  }
  // Where the comment that is being written will stand.
  if (store.commentAt) paintPin(context, store.commentAt, "?", viewport);
}

function paintPin(context, place, letter, viewport) {
  const [x, y] = [viewport.toScreenX(place.x), viewport.toScreenY(place.y)];
  context.fillStyle = "#e2b866";
  context.strokeStyle = "#000000";
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y);
  context.arc(x, y - 14, 7, 0.75 * Math.PI, 0.25 * Math.PI);
  context.closePath();
  context.fill();
  context.stroke();
  context.fillStyle = "#000000";
  context.font = "bold 10px system-ui, sans-serif";
  context.textAlign = "center";
  context.fillText(letter, x, y - 10.5);
}

function paintPulse(context, store, session, viewport) {
  const pulse = session.pulse;
  if (!pulse || store.areOverlaysHidden) return;
  const arc = store.contour(pulse.contour)?.arcs[pulse.index];
  if (!arc) return;
  context.strokeStyle = `rgb(255 255 255 / ${0.8 * Math.sin(Math.PI * pulse.share)})`;
  context.lineWidth = 2 + 5 * Math.sin(Math.PI * pulse.share);
  context.lineCap = "round";
  context.stroke(screenLine(arc.points, viewport));
}
