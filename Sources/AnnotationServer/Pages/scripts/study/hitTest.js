const SEED_PIXELS = 8;
const LINE_PIXELS = 5;

/**
 * What lies under a point of the screen, seeds before lines.
 *
 * @param {object[]} contours
 * @param {import("./viewport.js").Viewport} viewport
 * @param {number} screenX CSS pixels.
 * @param {number} screenY
 * @param {(contour: object) => boolean} [isWanted]
 * @returns {{kind: "seed"|"arc", contour: string, index: number}|null} `index` of the seed, or of
 *   the seed that the arc begins at.
 */
export function hitTest(contours, viewport, screenX, screenY, isWanted = () => true) {
  let best = null;
  let least = SEED_PIXELS;
  for (const contour of contours) {
    if (!isWanted(contour)) continue;
    contour.seeds.forEach(([x, y], index) => {
      const distance = Math.hypot(
        viewport.toScreenX(x) - screenX, viewport.toScreenY(y) - screenY);
      if (distance <= least) {
        least = distance;
        best = { kind: "seed", contour: contour.name, index };
      }
    });
  }
  if (best) return best;
  least = LINE_PIXELS;
  for (const contour of contours) {
    if (!isWanted(contour)) continue;
    (contour.arcs ?? []).forEach((arc, index) => {
      const distance = distanceToLine(arc.points, viewport, screenX, screenY);
      if (distance <= least) {
        least = distance;
        best = { kind: "arc", contour: contour.name, index };
      }
    });
  }
  return best;
}

function distanceToLine(points, viewport, screenX, screenY) {
  let least = Infinity;
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [x0, y0] = [viewport.toScreenX(points[at]), viewport.toScreenY(points[at + 1])];
    const dx = viewport.toScreenX(points[at + 2]) - x0;
    const dy = viewport.toScreenY(points[at + 3]) - y0;
    const squared = dx * dx + dy * dy;
    const along = squared ? ((screenX - x0) * dx + (screenY - y0) * dy) / squared : 0;
    const share = Math.min(Math.max(along, 0), 1);
    least = Math.min(least, Math.hypot(x0 + share * dx - screenX, y0 + share * dy - screenY));
  }
  return least;
}
