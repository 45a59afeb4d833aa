/** The borders by the runs they are of, which are drawn anew with every zoom. */
const known = new WeakMap();

/**
 * The borders of labels that are told as runs of voxels.
 *
 * @param {number[][]} runs Value, first voxel, count; a run may go on in the next row.
 * @param {number} columns
 * @param {number} rows
 * @returns {Map<number, number[][]>} By value closed lines x, y, x, y in voxel units, along the voxels'
 *   edges.
 */
export function runBorders(runs, columns, rows) {
  if (!known.has(runs)) {
    const mask = new Uint8Array(columns * rows);
    for (const [value, first, count] of runs) mask.fill(value, first, first + count);
    known.set(runs, new Map([...new Set(runs.map(([value]) => value))].map((value) =>
      [value, loops(edges(mask, value, columns, rows), columns + 1)])));
  }
  return known.get(runs);
}

/** Corners by the corners that an edge leads from, the label always on the right hand. */
function edges(mask, value, columns, rows) {
  const found = new Map();
  const isIn = (column, row) => column >= 0 && row >= 0 && column < columns && row < rows
    && mask[row * columns + column] === value;
  const add = (x0, y0, x1, y1) => {
    const from = y0 * (columns + 1) + x0;
    if (!found.has(from)) found.set(from, []);
    found.get(from).push(y1 * (columns + 1) + x1);
  };
  for (let at = 0; at < mask.length; at += 1) {
    if (mask[at] !== value) continue;
    const [x, y] = [at % columns, Math.floor(at / columns)];
    if (!isIn(x, y - 1)) add(x, y, x + 1, y);
    if (!isIn(x + 1, y)) add(x + 1, y, x + 1, y + 1);
    if (!isIn(x, y + 1)) add(x + 1, y + 1, x, y + 1);
    if (!isIn(x - 1, y)) add(x, y + 1, x, y);
  }
  return found;
}

/** As many edges lead to a corner as from it, so each walk ends where it began. */
function loops(found, corners) {
  const all = [];
  for (const [start, ends] of found) {
    while (ends.length) {
      const line = [];
      let corner = start;
      do {
        line.push((corner % corners) - 0.5, Math.floor(corner / corners) - 0.5);
        corner = found.get(corner).pop();
      } while (corner !== start);
      all.push(line);
    }
  }
  return all;
}
