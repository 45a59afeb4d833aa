/**
 * Grey values by stored intensity, for a window.
 *
 * @param {{slope: number, intercept: number}} intensity
 * @param {{centre: number, width: number}} window In the image's own units.
 * @param {Uint32Array} [table] Filled and given back; 65536 entries of opaque pixels.
 * @returns {Uint32Array}
 */
export function windowTable(intensity, window, table = new Uint32Array(65536)) {
  const scale = 255 / Math.max(window.width, 1e-9);
  const least = window.centre - window.width / 2;
  for (let stored = 0; stored < 65536; stored += 1) {
    const grey = (stored * intensity.slope + intensity.intercept - least) * scale;
    const byte = grey <= 0 ? 0 : grey >= 255 ? 255 : grey | 0;
    table[stored] = 0xff000000 | (byte << 16) | (byte << 8) | byte;
  }
  return table;
}

/** One plane as a picture of its own size, painted anew when the plane or the window changes. */
export class PlanePicture {
  #pixels = null;

  constructor() {
    this.canvas = document.createElement("canvas");
  }

  /**
   * @param {Uint16Array} values Row by row.
   * @param {number} width Voxels in a row.
   * @param {number} height
   * @param {Uint32Array} table From `windowTable`.
   */
  paint(values, width, height, table) {
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height || !this.#pixels) {
      canvas.width = width;
      canvas.height = height;
      this.#pixels = new ImageData(width, height);
    }
    const pixels = new Uint32Array(this.#pixels.data.buffer);
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = table[values[at]];
    canvas.getContext("2d").putImageData(this.#pixels, 0, 0);
  }
}
