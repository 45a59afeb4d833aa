import { strokeOutline } from "./lineStyle.js";
import { runBorders } from "./runBorders.js";

/** A contour's line on the screen; null where it has none. */
function screenPath(contour, viewport) {
  const path = new Path2D();
  let isEmpty = true;
  for (const arc of contour.arcs ?? []) {
    const { points } = arc;
    for (let at = 0; at < points.length; at += 2) {
      const [x, y] = [viewport.toScreenX(points[at]), viewport.toScreenY(points[at + 1])];
      if (isEmpty) path.moveTo(x, y);
      else path.lineTo(x, y);
      isEmpty = false;
    }
  }
  if (isEmpty) return null;
  if (contour.is_closed) path.closePath();
  return path;
}

/** A line of x, y, x, y on the screen. */
export function screenLine(points, viewport) {
  const path = new Path2D();
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [viewport.toScreenX(points[at]), viewport.toScreenY(points[at + 1])];
    if (at === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  return path;
}

/**
 * Fills the labels as the mask has them: later labels over earlier ones, even-odd within one.
 *
 * @param {CanvasRenderingContext2D} context Drawn on opaquely; shown with little opacity.
 * @returns {boolean} Whether anything was filled.
 */
export function paintFills(context, drawing, store, viewport) {
  if (drawing.runs?.length) {
    paintRuns(context, drawing.runs, store, viewport);
    return true;
  }
  let isFilled = false;
  for (const label of store.study.labels) {
    if (store.hiddenLabels.has(label.value)) continue;
    const area = new Path2D();
    for (const contour of drawing.contours) {
      if (contour.label !== label.value || !contour.is_closed) continue;
      const path = screenPath(contour, viewport);
      if (!path) continue;
      area.addPath(path);
      isFilled = true;
    }
    context.fillStyle = label.colour;
    context.fill(area, "evenodd");
  }
  return isFilled;
}

function paintRuns(context, runs, store, viewport) {
  const { columns } = store.size;
  const width = viewport.spacingX * viewport.scale;
  const height = viewport.spacingY * viewport.scale;
  for (const [value, first, count] of runs) {
    if (store.hiddenLabels.has(value)) continue;
    context.fillStyle = store.labelOf(value).colour;
    // A run goes on in the next row where it is longer than what is left of its own.
    let [at, left] = [first, count];
    while (left > 0) {
      const column = at % columns;
      const length = Math.min(left, columns - column);
      context.fillRect(
        viewport.toScreenX(column - 0.5), viewport.toScreenY(Math.floor(at / columns) - 0.5),
        length * width, height + 0.5);
      at += length;
      left -= length;
    }
  }
}

/** The border of what was painted; as a machine's where a contour below it still is one. */
function paintRunBorders(context, { runs, contours }, store, viewport) {
  const { columns, rows } = store.size;
  for (const [value, lines] of runBorders(runs, columns, rows)) {
    if (store.hiddenLabels.has(value)) continue;
    const path = new Path2D();
    for (const line of lines) {
      const loop = screenLine(line, viewport);
      loop.closePath();
      path.addPath(loop);
    }
    const isMachineMade = contours.some((one) => one.label === value && one.is_machine_made);
    strokeOutline(context, path, store.labelOf(value), { isMachineMade });
  }
}

/** Outlines and seeds of a drawing. */
export function paintContours(context, drawing, store, viewport) {
  if (drawing.runs?.length) paintRunBorders(context, drawing, store, viewport);
  for (const contour of drawing.contours) {
    if (store.hiddenLabels.has(contour.label)) continue;
    const path = screenPath(contour, viewport);
    const isSelected = contour.name === store.selected;
    const label = store.labelOf(contour.label);
    if (path) {
      strokeOutline(context, path, label, { isMachineMade: contour.is_machine_made, isSelected });
    }
    const isOpen = contour.name === store.openPath;
    if (store.may("edit") || isSelected) {
      paintSeeds(context, contour, label.colour, viewport, isSelected || isOpen ? 4 : 3);
    }
  }
}

function paintSeeds(context, contour, colour, viewport, radius) {
  for (const [x, y] of contour.seeds) {
    ring(context, viewport.toScreenX(x), viewport.toScreenY(y), radius, colour);
  }
}

/** A small ring with a dark casing, that leaves the image inside of it visible. */
export function ring(context, x, y, radius, colour, width = 1.5) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = "rgb(0 0 0 / 0.6)";
  context.lineWidth = width + 2;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
