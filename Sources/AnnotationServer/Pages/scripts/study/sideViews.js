import { byId, element } from "../element.js";
import { opposite } from "./directions.js";
import { strokeOutline } from "./lineStyle.js";
import { Viewport } from "./viewport.js";
import { PlanePicture } from "./windowing.js";

const CURSOR_PAUSE_MILLISECONDS = 80;

/**
 * The two planes across the slice, linked by a crosshair.
 *
 * @param {import("./store.js").StudyStore} store
 * @param {import("./planes.js").PlaneCache} planes
 * @param {import("./imageView.js").ImageView} view
 * @returns {{toggle: () => boolean}} Tells whether they are shown now.
 */
export function sideViews(store, planes, view) {
  const { columns, rows } = store.size;
  /** Where the planes cross, voxel units. */
  const cross = { x: (columns - 1) / 2, y: (rows - 1) / 2 };
  const container = byId("side-views");
  const panes = [new SidePane("j", store, planes, view, cross),
    new SidePane("i", store, planes, view, cross)];
  container.append(...panes.map(({ root }) => root));
  const showAll = () => {
    if (!container.hidden) panes.forEach((pane) => pane.show());
  };
  panes.forEach((pane) => { pane.onCross = showAll; });
  store.on("position drawing view", showAll);
  view.container.addEventListener("pointerup", () => {
    if (!store.cursor) return;
    Object.assign(cross, { x: store.cursor.x, y: store.cursor.y });
    showAll();
  });
  let timer = 0;
  store.on("cursor", () => {
    if (!store.hasKeyboardCursor) return;
    Object.assign(cross, { x: store.cursor.x, y: store.cursor.y });
    // A key that is held fetches no plane for each step.
    clearTimeout(timer);
    timer = setTimeout(showAll, CURSOR_PAUSE_MILLISECONDS);
  });
  new ResizeObserver(showAll).observe(container);
  return {
    toggle: () => {
      container.hidden = !container.hidden || store.size.slices < 2;
      showAll();
      return !container.hidden;
    },
  };
}

class SidePane {
  #picture = new PlanePicture();
  #painted = null;

  constructor(axis, store, planes, view, cross) {
    Object.assign(this, { axis, store, planes, view, cross, onCross: () => {} });
    const { columns, rows, slices, spacing } = store.size;
    this.across = axis === "j" ? columns : rows;
    this.viewport = new Viewport(
      this.across, slices, axis === "j" ? spacing[0] : spacing[1], spacing[2]);
    const directions = store.study.directions ?? [];
    /** The head is up, whichever way the slices are counted. */
    this.isFlipped = directions[2] === "S";
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.root = element("div", {
      role: "img", "aria-label": axis === "j" ? "Plane across the rows" : "Plane across the columns",
    }, this.canvas);
    this.root.addEventListener("pointerdown", (event) => this.#moveCross(event));
    this.root.addEventListener("pointermove", (event) => event.buttons & 1 && this.#moveCross(event));
    this.root.addEventListener("wheel", (event) => {
      event.preventDefault();
      const name = this.axis === "j" ? "y" : "x";
      const count = this.axis === "j" ? this.store.size.rows : this.store.size.columns;
      const moved = Math.round(this.cross[name]) + Math.sign(event.deltaY);
      this.cross[name] = Math.min(Math.max(moved, 0), count - 1);
      this.onCross();
    }, { passive: false });
  }

  #rowOf(slice) {
    return this.isFlipped ? this.store.size.slices - 1 - slice : slice;
  }

  #moveCross(event) {
    const box = this.root.getBoundingClientRect();
    const { x, y } = this.viewport.toImage(event.clientX - box.left, event.clientY - box.top);
    this.cross[this.axis === "j" ? "x" : "y"] = Math.min(Math.max(x, 0), this.across - 1);
    this.store.goTo({ slice: this.#rowOf(Math.round(y)) });
    this.onCross();
  }

  async show() {
    const { store, axis } = this;
    const index = Math.round(axis === "j" ? this.cross.y : this.cross.x);
    const { frame } = store;
    let values;
    try {
      values = await this.planes.get(axis, index, frame);
    } catch {
      // The pane keeps what it shows; the main image says when the connection is lost.
      return;
    }
    const key = `${index}/${frame}/${store.window.centre}/${store.window.width}`;
    if (this.#painted !== key) {
      this.#picture.paint(values, this.across, store.size.slices, this.view.table);
      this.#painted = key;
    }
    this.#draw(index);
  }

  #draw(index) {
    const { canvas, viewport, root } = this;
    const ratio = window.devicePixelRatio || 1;
    viewport.resize(root.clientWidth, root.clientHeight);
    canvas.width = root.clientWidth * ratio;
    canvas.height = root.clientHeight * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.imageSmoothingQuality = "high";
    const [left, top] = [viewport.toScreenX(-0.5), viewport.toScreenY(-0.5)];
    const [right, bottom] = [
      viewport.toScreenX(viewport.columns - 0.5), viewport.toScreenY(viewport.rows - 0.5)];
    context.save();
    if (this.isFlipped) {
      context.translate(0, top + bottom);
      context.scale(1, -1);
    }
    context.drawImage(this.#picture.canvas, left, top, right - left, bottom - top);
    context.restore();
    if (!this.store.areOverlaysHidden) this.#drawLabels(context, index);
    this.#drawCross(context, left, right, top, bottom);
    this.#drawLetters(context);
  }

  /** Where the contours of the slices cut this plane; of the slices that have been fetched. */
  #drawLabels(context, index) {
    const { store, viewport } = this;
    for (let slice = 0; slice < store.size.slices; slice += 1) {
      if (!store.hasDrawing(slice, store.frame)) continue;
      const row = this.#rowOf(slice);
      const [top, bottom] = [viewport.toScreenY(row - 0.5), viewport.toScreenY(row + 0.5)];
      for (const contour of store.drawing(slice, store.frame).contours) {
        if (!contour.is_closed || store.hiddenLabels.has(contour.label)) continue;
        const path = new Path2D();
        for (const at of crossings(contour, this.axis, index)) {
          path.moveTo(viewport.toScreenX(at), top);
          path.lineTo(viewport.toScreenX(at), bottom);
        }
        strokeOutline(context, path, store.labelOf(contour.label), {
          isMachineMade: contour.is_machine_made,
        });
      }
    }
  }

  #drawCross(context, left, right, top, bottom) {
    const x = this.viewport.toScreenX(this.axis === "j" ? this.cross.x : this.cross.y);
    const y = this.viewport.toScreenY(this.#rowOf(this.store.slice));
    context.strokeStyle = "rgb(138 184 232 / 0.8)";
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.stroke();
  }

  #drawLetters(context) {
    const [i, j, k] = this.store.study.directions ?? [];
    const east = this.axis === "j" ? i : j;
    if (!east || !k) return;
    const south = this.isFlipped ? opposite(k) : k;
    context.fillStyle = "#dce1e7";
    context.font = "600 13px system-ui, sans-serif";
    context.textAlign = "center";
    const { width, height } = this.viewport;
    context.fillText(east, width - 12, height / 2);
    context.fillText(opposite(east), 12, height / 2);
    context.fillText(south, width / 2, height - 8);
    context.fillText(opposite(south), width / 2, 16);
  }
}

/** Where a contour crosses a row (axis j) or a column (axis i) of the slice, voxel units. */
function crossings(contour, axis, index) {
  const points = contour.arcs.flatMap((arc) => arc.points);
  const [along, across] = axis === "j" ? [0, 1] : [1, 0];
  const found = [];
  for (let at = 0; at < points.length; at += 2) {
    const next = (at + 2) % points.length;
    const [one, other] = [points[at + across] - index, points[next + across] - index];
    if ((one <= 0) === (other <= 0)) continue;
    const share = one / (one - other);
    found.push(points[at + along] + share * (points[next + along] - points[at + along]));
  }
  return found;
}
