import { pathTo } from "./livePath.js";

/** As the server rounds seeds, so that the front of each is asked for once. */
const onGrid = (...coordinates) => coordinates.map((value) => Math.round(value * 1024) / 1024);

/** What the user asks for, as actions and tools' requests in the queue. */
export class Commands {
  /**
   * @param {import("./store.js").StudyStore} store
   * @param {import("./actionQueue.js").ActionQueue} queue
   * @param {import("./livePath.js").Fronts} fronts
   */
  constructor(store, queue, fronts) {
    Object.assign(this, { store, queue, fronts });
  }

  /** Queues a request that changes the slice in view, unless `where` says another place. */
  #add(request, says, context = {}) {
    if (!this.store.may("edit")) {
      this.store.emit("problem", "This study is open for reading only.");
      return false;
    }
    const { slice, frame } = this.store;
    this.queue.add(request, { base: this.store.sequence, where: { slice, frame }, says, ...context });
    return true;
  }

  #place() {
    return { slice: this.store.slice, frame: this.store.frame };
  }

  /** The path the preview shows from a contour's last seed to a place. */
  pathFrom(seed, x, y) {
    const front = this.fronts.of(this.store.slice, this.store.frame, seed);
    return (front && pathTo(front, x, y)) ?? [seed[0], seed[1], x, y];
  }

  /** Begins a contour of the chosen label; clicks go on being added to it. */
  beginContour(pointedX, pointedY) {
    const { store } = this;
    const [x, y] = onGrid(pointedX, pointedY);
    const random = Math.random().toString(36).slice(2, 6);
    const contour = `${store.labelOf(store.label).name}-${store.slice}-${store.frame}-${random}`;
    const place = this.#place();
    const isAdded = this.#add(
      { action: "seed.add", contour, label: store.label, ...place, x, y }, "a new contour");
    if (!isAdded) return;
    store.openPath = contour;
    this.fronts.of(store.slice, store.frame, [x, y]);
    store.set({ selected: contour }, "selection");
  }

  /** Adds a seed to the end of the open path. */
  addSeed(contour, pointedX, pointedY) {
    const [x, y] = onGrid(pointedX, pointedY);
    const path = this.pathFrom(contour.seeds.at(-1), x, y);
    this.#add({ action: "seed.add", contour: contour.name, x, y }, "a seed", { path });
    this.fronts.of(this.store.slice, this.store.frame, [x, y]);
  }

  /** Splits an arc. `after` is the seed it begins at. */
  insertSeed(contour, after, x, y) {
    this.#add({ action: "seed.add", contour, index: after + 1, x, y }, "a seed in a contour");
    this.store.set({ selected: contour }, "selection");
  }

  moveSeed(contour, seed, x, y) {
    this.#add({ action: "seed.move", contour, seed, x, y }, "moving a seed");
  }

  deleteSeed(contour, seed) {
    this.#add({ action: "seed.delete", contour, seed }, "deleting a seed");
    this.store.set({ hover: null }, "selection");
  }

  /** Closes the open path; `clickedAt` is when that was asked, for the page's own measurements. */
  closePath(clickedAt = performance.now()) {
    const contour = this.store.contour(this.store.openPath);
    if (!contour) return;
    if (contour.seeds.length < 3) {
      this.store.emit("problem", "A closed contour needs three seeds at least.");
      return;
    }
    const path = this.pathFrom(contour.seeds.at(-1), ...contour.seeds[0]);
    this.store.openPath = null;
    this.#add({ action: "contour.close", contour: contour.name }, "closing a contour",
      { path, clickedAt });
  }

  deleteContour(contour) {
    this.#add({ action: "contour.delete", contour }, "deleting a contour");
  }

  relabel(contour, label) {
    this.#add({ action: "contour.label", contour, label }, "another label");
  }

  setCourse(contour, seed, course) {
    this.#add({ action: "arc.replace", contour, seed, course }, "another course of an arc");
  }

  pull(contour, x, y) {
    this.#add({ tool: "contour.pull", contour, x, y }, "pulling a contour");
  }

  region(tool, x, y) {
    const { label } = this.store;
    this.#add({ tool, label, ...this.#place(), x, y },
      tool === "region.add" ? "adding a region" : "removing a region");
  }

  brush(tool, points) {
    const { label, brushMillimetres } = this.store;
    const request = { tool, ...this.#place(), points, radius_mm: brushMillimetres };
    // The eraser takes the chosen label away, so that a slip does not cost its neighbour.
    this.#add({ ...request, label }, tool === "brush" ? "a brush stroke" : "an eraser stroke");
  }

  redraw(contour, points) {
    this.#add({ tool: "arc.redraw", contour, points }, "drawing an arc anew");
  }

  grow(contour, millimetres) {
    this.#add({ tool: "grow", contour, by_mm: millimetres },
      millimetres > 0 ? "growing a contour" : "shrinking a contour");
  }

  /** Accepts or rejects what is in this slice, or one contour. */
  review(verdict, contour = null) {
    const scope = contour ? { contour } : this.#place();
    this.#add({ action: "review", verdict, ...scope },
      verdict === "accept" ? "accepting" : "rejecting what the machine made");
  }

  undo() {
    if (this.store.canUndo || !this.queue.isIdle) {
      this.#add({ action: "undo" }, "undo", { where: null });
    }
  }

  redo() {
    if (this.store.canRedo || !this.queue.isIdle) {
      this.#add({ action: "redo" }, "redo", { where: null });
    }
  }

  /** Draws the slices of this frame between drawn ones. */
  interpolate() {
    const { label, frame } = this.store;
    this.#add({ tool: "interpolate", label, frame }, "filling slices in between", { where: null });
  }

  /** Carries the chosen label on from frame to frame. */
  propagate() {
    const { label } = this.store;
    this.#add({ tool: "propagate", label, along: "frames" }, "carrying contours along frames",
      { where: null });
  }
}
