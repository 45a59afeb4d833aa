import { element } from "../element.js";
import { paintContours, paintFills } from "./contourPainter.js";
import { paintLive } from "./livePainter.js";
import { Viewport } from "./viewport.js";
import { PlanePicture, windowTable } from "./windowing.js";

/**
 * The image with what is drawn, in three layers, so that a mouse that moves redraws the lightest one
 * alone: the image with fills, the contours, and what follows the mouse.
 */
export class ImageView {
  #table = new Uint32Array(65536);
  #picture = new PlanePicture();
  #fills = document.createElement("canvas");
  #layers = {};
  #stale = new Set();
  #isScheduled = false;
  #afterContours = [];
  /** Milliseconds spent on mouse moves since the live layer was drawn last. */
  #moveCost = 0;

  /**
   * @param {HTMLElement} container
   * @param {import("./store.js").StudyStore} store
   * @param {import("./planes.js").PlaneCache} planes
   * @param {import("./session.js").DrawingSession} session What follows the mouse.
   */
  constructor(container, store, planes, session) {
    Object.assign(this, { container, store, planes, session });
    const { columns, rows, spacing } = store.size;
    this.viewport = new Viewport(columns, rows, spacing[0], spacing[1]);
    for (const name of ["image", "contours", "live"]) {
      this.#layers[name] = element("canvas", { "aria-hidden": "true" });
      container.append(this.#layers[name]);
    }
    windowTable(store.study.intensity, store.window, this.#table);
    new ResizeObserver(() => this.#resize()).observe(container);
    store.on("position", () => this.show());
    store.on("comment", () => this.invalidate("live"));
    store.on("drawing label selection", () => this.invalidate("image", "contours", "live"));
    store.on("view", () => {
      windowTable(store.study.intensity, store.window, this.#table);
      this.#repaint();
      this.invalidate("image", "contours", "live");
    });
  }

  /** Entries of grey by stored intensity, for whoever shows other planes. */
  get table() {
    return this.#table;
  }

  /** Calls back once the contours have been drawn next. */
  afterContours(callback) {
    this.#afterContours.push(callback);
    this.invalidate("contours");
  }

  /** Fetches and paints the plane in view, then those beside it. */
  async show() {
    const { slice, frame } = this.store;
    this.invalidate("image", "contours", "live");
    try {
      await this.planes.get("k", slice, frame);
    } catch {
      this.store.emit("problem", "The image of this slice could not be fetched.");
      return;
    }
    if (slice !== this.store.slice || frame !== this.store.frame) return;
    this.#repaint();
    this.invalidate("image");
    this.#prefetch(slice, frame);
  }

  #prefetch(slice, frame) {
    const { slices, frames } = this.store.size;
    for (const step of [1, -1, 2, -2]) {
      if (slice + step >= 0 && slice + step < slices) this.planes.prefetch("k", slice + step, frame);
      if (frames > 1) this.planes.prefetch("k", slice, (frame + step + frames) % frames);
    }
  }

  #repaint() {
    const values = this.planes.peek("k", this.store.slice, this.store.frame);
    if (!values) return;
    this.#picture.paint(values, this.viewport.columns, this.viewport.rows, this.#table);
  }

  /** The stored intensity under a place, in the image's units; null outside. */
  intensityAt({ x, y }) {
    const values = this.planes.peek("k", this.store.slice, this.store.frame);
    const [column, row] = [Math.round(x), Math.round(y)];
    if (!values || !this.viewport.contains({ x, y })) return null;
    const { slope, intercept } = this.store.study.intensity;
    return values[row * this.viewport.columns + column] * slope + intercept;
  }

  /** Counts the work of a mouse move into what its drawing costs. */
  addMoveCost(milliseconds) {
    this.#moveCost += milliseconds;
  }

  /** Has layers drawn anew with the next frame: "image", "contours", "live". */
  invalidate(...layers) {
    for (const layer of layers) this.#stale.add(layer);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      this.#draw();
    });
  }

  /** Everything, after zooming and panning. */
  invalidateAll() {
    this.invalidate("image", "contours", "live");
    this.store.emit("viewport");
  }

  #resize() {
    const { clientWidth, clientHeight } = this.container;
    this.viewport.resize(clientWidth, clientHeight);
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [...Object.values(this.#layers), this.#fills]) {
      canvas.width = Math.round(clientWidth * ratio);
      canvas.height = Math.round(clientHeight * ratio);
    }
    for (const name of Object.keys(this.#layers)) this.#stale.add(name);
    // At once: a canvas that was resized is empty until it is drawn on.
    this.#draw();
    this.store.emit("viewport");
  }

  #context(canvas) {
    const context = canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.viewport.width, this.viewport.height);
    // Chromium goes on showing an older picture of a canvas that was cleared and not painted on, so
    // one pixel in the corner is painted, too faintly to be seen.
    context.fillStyle = "rgb(0 0 0 / 0.01)";
    context.fillRect(0, 0, 1, 1);
    return context;
  }

  #draw() {
    const stale = this.#stale;
    this.#stale = new Set();
    if (stale.has("image")) this.#drawImage();
    if (stale.has("contours")) {
      const context = this.#context(this.#layers.contours);
      if (!this.store.areOverlaysHidden) {
        paintContours(context, this.store.drawing(), this.store, this.viewport);
      }
      for (const callback of this.#afterContours.splice(0)) callback();
    }
    if (stale.has("live")) this.#drawLive();
  }

  #drawImage() {
    const { viewport, store } = this;
    const context = this.#context(this.#layers.image);
    const { canvas } = this.#picture;
    if (canvas.width > 1) {
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = "high";
      const scale = viewport.scale;
      context.drawImage(
        canvas, viewport.toScreenX(-0.5), viewport.toScreenY(-0.5),
        viewport.columns * viewport.spacingX * scale, viewport.rows * viewport.spacingY * scale);
    }
    if (store.areOverlaysHidden || store.fillOpacity === 0) return;
    if (!paintFills(this.#context(this.#fills), store.drawing(), store, viewport)) return;
    context.globalAlpha = store.fillOpacity;
    context.drawImage(this.#fills, 0, 0, viewport.width, viewport.height);
    context.globalAlpha = 1;
  }

  #drawLive() {
    const before = performance.now();
    const context = this.#context(this.#layers.live);
    const hasPreview = paintLive(context, this.store, this.session, this.viewport);
    if (hasPreview) {
      const metrics = window.contouristMetrics;
      metrics.previewMilliseconds.push(performance.now() - before + this.#moveCost);
      if (metrics.previewMilliseconds.length > 5000) metrics.previewMilliseconds.shift();
    }
    this.#moveCost = 0;
    if (this.session.isAnimating) this.invalidate("live");
  }
}
