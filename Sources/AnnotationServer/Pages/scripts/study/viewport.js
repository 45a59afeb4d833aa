/**
 * How voxels lie on the screen: x and y in voxel units with centres at whole numbers, screen
 * coordinates in CSS pixels, the same number of pixels for a millimetre in both directions.
 */
export class Viewport {
  /**
   * @param {number} columns Voxels in a row.
   * @param {number} rows
   * @param {number} spacingX Millimetres between columns.
   * @param {number} spacingY
   */
  constructor(columns, rows, spacingX, spacingY) {
    Object.assign(this, { columns, rows, spacingX, spacingY });
    this.width = 1;
    this.height = 1;
    this.zoom = 1;
    this.centreX = (columns - 1) / 2;
    this.centreY = (rows - 1) / 2;
  }

  resize(width, height) {
    this.width = Math.max(width, 1);
    this.height = Math.max(height, 1);
  }

  /** CSS pixels for a millimetre. */
  get scale() {
    const fit = Math.min(
      this.width / (this.columns * this.spacingX), this.height / (this.rows * this.spacingY));
    return fit * this.zoom;
  }

  toScreenX(x) {
    return this.width / 2 + (x - this.centreX) * this.spacingX * this.scale;
  }

  toScreenY(y) {
    return this.height / 2 + (y - this.centreY) * this.spacingY * this.scale;
  }

  /** @returns {{x: number, y: number}} Voxel units. */
  toImage(screenX, screenY) {
    const scale = this.scale;
    return {
      x: this.centreX + (screenX - this.width / 2) / (this.spacingX * scale),
      y: this.centreY + (screenY - this.height / 2) / (this.spacingY * scale),
    };
  }

  /** Voxel units of what lies in the middle of the view. */
  get middle() {
    return { x: this.centreX, y: this.centreY };
  }

  contains({ x, y }) {
    return x >= -0.5 && y >= -0.5 && x <= this.columns - 0.5 && y <= this.rows - 0.5;
  }

  /** Zooms so that what lies under a point of the screen stays there. */
  zoomAt(screenX, screenY, factor) {
    const before = this.toImage(screenX, screenY);
    this.zoom = Math.min(Math.max(this.zoom * factor, 0.25), 40);
    const after = this.toImage(screenX, screenY);
    this.centreX += before.x - after.x;
    this.centreY += before.y - after.y;
  }

  panBy(screenX, screenY) {
    this.centreX -= screenX / (this.spacingX * this.scale);
    this.centreY -= screenY / (this.spacingY * this.scale);
  }

  /** The whole image again. */
  fit() {
    this.zoom = 1;
    this.centreX = (this.columns - 1) / 2;
    this.centreY = (this.rows - 1) / 2;
  }
}
