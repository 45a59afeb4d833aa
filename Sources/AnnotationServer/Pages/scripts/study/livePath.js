import { api } from "../api.js";

/** From a pixel to the neighbour that the number names; the server's order. */
const STEP_X = [1, 1, 0, -1, -1, -1, 0, 1];
const STEP_Y = [0, 1, 1, 1, 0, -1, -1, -1];
const SEED = 8;
const SMOOTHING_PASSES = 4;
const RETRY_MILLISECONDS = 3000;

/**
 * The path from a seed to a place, by walking the front's way back.
 *
 * Pixel steps are smoothed lightly; both ends stay exactly where they are.
 *
 * @param {{parents: Uint8Array, columns: number, rows: number, seed: number[]}} front
 * @param {number} x Voxel units.
 * @param {number} y
 * @returns {number[]|null} x, y, x, y from the seed to the place; null where no way leads there.
 */
export function pathTo({ parents, columns, rows, seed }, x, y) {
  let column = Math.min(Math.max(Math.round(x), 0), columns - 1);
  let row = Math.min(Math.max(Math.round(y), 0), rows - 1);
  const points = [x, y];
  for (let steps = columns * rows; steps > 0; steps -= 1) {
    const parent = parents[row * columns + column];
    if (parent === SEED) {
      points.push(seed[0], seed[1]);
      return smoothed(reversed(points));
    }
    if (parent > SEED) return null;
    column += STEP_X[parent];
    row += STEP_Y[parent];
    points.push(column, row);
  }
  return null;
}

function reversed(points) {
  const turned = new Array(points.length);
  for (let at = 0; at < points.length; at += 2) {
    turned[at] = points[points.length - 2 - at];
    turned[at + 1] = points[points.length - 1 - at];
  }
  return turned;
}

function smoothed(points) {
  for (let pass = 0; pass < SMOOTHING_PASSES; pass += 1) {
    let [beforeX, beforeY] = points;
    for (let at = 2; at < points.length - 2; at += 2) {
      const [x, y] = [points[at], points[at + 1]];
      points[at] = (beforeX + 2 * x + points[at + 2]) / 4;
      points[at + 1] = (beforeY + 2 * y + points[at + 3]) / 4;
      [beforeX, beforeY] = [x, y];
    }
  }
  return points;
}

/** The fronts of the last few seeds, each asked for once. */
export class Fronts {
  #study;
  #size;
  #fronts = new Map();

  /**
   * @param {string} study
   * @param {{columns: number, rows: number}} size
   */
  constructor(study, size) {
    this.#study = study;
    this.#size = size;
  }

  /** The front of a seed if it has come; where it is not known, it is asked for. */
  of(slice, frame, seed) {
    const key = `${slice}/${frame}/${seed[0]}/${seed[1]}`;
    const known = this.#fronts.get(key);
    if (known) return known.parents ? known : null;
    const front = { parents: null, seed, columns: this.#size.columns, rows: this.#size.rows };
    this.#fronts.set(key, front);
    if (this.#fronts.size > 12) this.#fronts.delete(this.#fronts.keys().next().value);
    api.bytes(`/api/studies/${this.#study}/parents`, { slice, frame, x: seed[0], y: seed[1] })
      .then((bytes) => { front.parents = new Uint8Array(bytes); })
      // Without it the preview is a straight line; a move after a while asks again.
      .catch(() => setTimeout(() => this.#fronts.delete(key), RETRY_MILLISECONDS));
    return null;
  }
}
