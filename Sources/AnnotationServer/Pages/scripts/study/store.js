import { withActions } from "./optimistic.js";

const keyOf = (slice, frame) => `${slice}/${frame}`;

/**
 * What the page knows, in one place: the study, what is drawn, where one looks and what is chosen.
 * Parts of the page listen for `position`, `drawing`, `overview`, `study`, `selection`, `view`,
 * `label` and `tool`.
 */
export class StudyStore {
  #listeners = new Map();
  #drawings = new Map();
  #provisional = new Map();
  #shown = new Map();

  /**
   * @param {object} study As GET /api/studies/{study} tells it.
   * @param {object|null} account Null for a visitor.
   */
  constructor(study, account) {
    this.study = study;
    this.account = account;
    this.overview = { positions: [], next: [], volumes_ml: {} };
    this.sequence = study.sequence ?? 0;
    this.slice = Math.floor(this.size.slices / 2);
    this.frame = 0;
    this.label = study.labels[0]?.value ?? 1;
    this.tool = "seeds";
    this.brushMillimetres = 4;
    this.selected = null;
    this.hover = null;
    /** Name of the contour that clicks are added to. */
    this.openPath = null;
    /** In voxel units; where the mouse or the keyboard's cursor is. */
    this.cursor = null;
    this.hasKeyboardCursor = false;
    this.hiddenLabels = new Set();
    this.areOverlaysHidden = false;
    this.fillOpacity = 0.2;
    this.window = { ...study.intensity.window };
    this.pending = [];
    this.canUndo = false;
    this.canRedo = false;
    this.comments = [];
    /** The place that the comment being written is about, in voxel units; null for none. */
    this.commentAt = null;
  }

  /** Voxels along i, j and k, frames, and millimetres between voxels. */
  get size() {
    const [columns, rows, slices = 1, frames = 1] = this.study.dimensions;
    const [si, sj, sk = 1] = this.study.spacing_mm ?? [1, 1, 1];
    return { columns, rows, slices, frames, spacing: [si, sj, sk] };
  }

  may(what) {
    return this.study.may?.includes(what) ?? false;
  }

  labelOf(value) {
    return this.study.labels.find((label) => label.value === value)
      ?? { value, name: `label ${value}`, colour: "#b0b0b0", pattern: [] };
  }

  on(names, listener) {
    for (const name of names.split(" ")) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, []);
      this.#listeners.get(name).push(listener);
    }
  }

  emit(name, detail) {
    for (const listener of this.#listeners.get(name) ?? []) listener(detail);
  }

  /** Goes to a slice and frame; numbers outside of the image mean its ends. */
  goTo({ slice = this.slice, frame = this.frame }) {
    const limit = (value, count) => Math.min(Math.max(value, 0), count - 1);
    const { slices, frames } = this.size;
    const [newSlice, newFrame] = [limit(slice, slices), limit(frame, frames)];
    if (newSlice === this.slice && newFrame === this.frame) return;
    [this.slice, this.frame] = [newSlice, newFrame];
    this.hover = null;
    this.selected = null;
    this.openPath = null;
    this.emit("position");
  }

  /** Changes what is chosen or how things look, and tells those who listen. */
  set(changes, event) {
    Object.assign(this, changes);
    this.emit(event);
  }

  /** Whether the contours of a position have been fetched. */
  hasDrawing(slice = this.slice, frame = this.frame) {
    return this.#drawings.has(keyOf(slice, frame));
  }

  /** Takes drawings the server sent. */
  receive(drawings) {
    for (const drawing of drawings ?? []) {
      const key = keyOf(drawing.slice, drawing.frame);
      const known = this.#drawings.get(key);
      if (known && known.sequence > drawing.sequence) continue;
      this.#drawings.set(key, drawing);
      this.#provisional.delete(key);
    }
    this.refresh();
  }

  /** Forgets what the server drew at a position, so that it is fetched anew when looked at. */
  forget(slice, frame) {
    const key = keyOf(slice, frame);
    this.#drawings.delete(key);
    this.#shown.delete(key);
  }

  /** Shows a drawing that is not recorded, such as what a dragged seed would give. */
  showProvisionally(drawings) {
    for (const drawing of drawings) {
      this.#provisional.set(keyOf(drawing.slice, drawing.frame), drawing);
    }
    this.refresh();
  }

  dropProvisional() {
    if (!this.#provisional.size) return;
    this.#provisional.clear();
    this.refresh();
  }

  /** Works out anew what is shown, after pending actions changed. */
  refresh() {
    this.#shown.clear();
    if (this.openPath && !this.contour(this.openPath)) this.openPath = null;
    if (this.selected && !this.contour(this.selected)) this.selected = null;
    this.emit("drawing");
  }

  /** The contours of a position as they are shown: the server's and those on the way to it. */
  drawing(slice = this.slice, frame = this.frame) {
    const key = keyOf(slice, frame);
    if (!this.#shown.has(key)) {
      const provisional = this.#provisional.get(key);
      const known = this.#drawings.get(key)
        ?? { sequence: 0, slice, frame, contours: [], runs: [], areas_mm2: {} };
      const here = this.pending.filter(
        (entry) => entry.where?.slice === slice && entry.where?.frame === frame);
      this.#shown.set(key, provisional ?? withActions(known, here));
    }
    return this.#shown.get(key);
  }

  /** A contour of the slice in view by its name. */
  contour(name) {
    return this.drawing().contours.find((contour) => contour.name === name) ?? null;
  }

  /** What the overview says of a position; null where nothing is drawn. */
  position(slice = this.slice, frame = this.frame) {
    return this.overview.positions.find(
      (position) => position.slice === slice && position.frame === frame) ?? null;
  }
}
