import { hitTest } from "./hitTest.js";

const ZOOM_BY_WHEEL = 1.0015;
/** Of a wheel that reports pixels: as much as a notch of an ordinary one. */
const WHEEL_NOTCH = 100;
/** Pixels from the view's edge to the keyboard's cursor, where it was brought into view. */
const MARGIN_OF_CURSOR = 48;

/**
 * Turns the mouse into presses, moves and releases of the drawing session, and into looking around:
 * wheel for slices, Ctrl-wheel zoom, right drag window and level, middle or Space drag pan.
 */
export class Pointer {
  #gesture = null;
  #wheelRest = 0;

  /**
   * @param {import("./imageView.js").ImageView} view
   * @param {import("./store.js").StudyStore} store
   * @param {import("./session.js").DrawingSession} session
   */
  constructor(view, store, session) {
    Object.assign(this, { view, store, session });
    this.isSpaceHeld = false;
    const { container } = view;
    container.addEventListener("pointerdown", (event) => this.#down(event));
    container.addEventListener("pointermove", (event) => this.#move(event));
    container.addEventListener("pointerup", (event) => this.#up(event));
    container.addEventListener("pointercancel", () => this.#abandon());
    container.addEventListener("pointerleave", () => this.#leave());
    container.addEventListener("contextmenu", (event) => event.preventDefault());
    container.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /** A place as the session wants it, from voxel units. */
  at(x, y, modifiers = {}) {
    const { viewport } = this.view;
    const [screenX, screenY] = [viewport.toScreenX(x), viewport.toScreenY(y)];
    return {
      x, y, screenX, screenY, viewport, hit: this.#hit(screenX, screenY), time: performance.now(),
      alt: modifiers.altKey ?? false, shift: modifiers.shiftKey ?? false,
    };
  }

  #hit(screenX, screenY) {
    const { store } = this;
    if (store.areOverlaysHidden) return null;
    return hitTest(
      store.drawing().contours, this.view.viewport, screenX, screenY,
      (contour) => !store.hiddenLabels.has(contour.label));
  }

  #atEvent(event) {
    const box = this.view.container.getBoundingClientRect();
    const { x, y } = this.view.viewport.toImage(event.clientX - box.left, event.clientY - box.top);
    return this.at(x, y, event);
  }

  #down(event) {
    this.view.container.focus({ preventScroll: true });
    this.store.hasKeyboardCursor = false;
    const isPan = event.button === 1 || (event.button === 0 && this.isSpaceHeld);
    const start = { clientX: event.clientX, clientY: event.clientY };
    if (isPan) this.#gesture = { kind: "pan", ...start };
    else if (event.button === 2) {
      this.#gesture = { kind: "window", ...start, window: { ...this.store.window } };
    } else if (event.button === 0) {
      const at = this.#atEvent(event);
      if (!this.view.viewport.contains(at)) return;
      this.#gesture = { kind: "tool" };
      this.store.cursor = { x: at.x, y: at.y };
      this.session.press(at);
    } else return;
    this.view.container.classList.toggle("is-panning", isPan);
    this.view.container.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.view.invalidate("live", "contours");
  }

  #move(event) {
    const before = performance.now();
    const gesture = this.#gesture;
    if (gesture?.kind === "pan") {
      this.view.viewport.panBy(event.clientX - gesture.clientX, event.clientY - gesture.clientY);
      Object.assign(gesture, { clientX: event.clientX, clientY: event.clientY });
      this.view.invalidateAll();
      return;
    }
    if (gesture?.kind === "window") {
      this.#changeWindow(gesture, event);
      return;
    }
    this.store.hasKeyboardCursor = false;
    this.moveTo(this.#atEvent(event));
    this.view.addMoveCost(performance.now() - before);
  }

  /** The mouse or the keyboard's cursor is somewhere else; the latter is brought into view. */
  moveTo(place) {
    const at = this.store.hasKeyboardCursor ? this.#inView(place) : place;
    this.store.cursor = { x: at.x, y: at.y };
    this.session.move(at);
    // While a path is drawn, lines under it are no targets; its own seeds are.
    const { openPath } = this.store;
    const isTarget = !openPath || (at.hit?.contour === openPath && at.hit.kind === "seed");
    this.store.hover = this.session.isDragging || !isTarget ? null : at.hit;
    this.view.invalidate("live");
    this.store.emit("cursor");
  }

  /** Moves the image where a place lies beyond the edge of the view. */
  #inView(place) {
    const { viewport } = this.view;
    const over = (screen, size) => {
      const margin = Math.min(MARGIN_OF_CURSOR, size / 4);
      if (screen < 0) return margin - screen;
      return screen > size ? size - margin - screen : 0;
    };
    const [dx, dy] = [over(place.screenX, viewport.width), over(place.screenY, viewport.height)];
    if (!dx && !dy) return place;
    viewport.panBy(dx, dy);
    this.view.invalidateAll();
    return this.at(place.x, place.y, { altKey: place.alt, shiftKey: place.shift });
  }

  #up(event) {
    const gesture = this.#gesture;
    this.#gesture = null;
    this.view.container.classList.remove("is-panning");
    if (gesture?.kind === "tool") this.session.release(this.#atEvent(event));
    this.view.invalidate("live");
  }

  #abandon() {
    this.#gesture = null;
    this.view.container.classList.remove("is-panning");
    this.session.cancel();
  }

  #leave() {
    if (this.#gesture || this.store.hasKeyboardCursor) return;
    this.store.cursor = null;
    this.store.hover = null;
    this.view.invalidate("live");
    this.store.emit("cursor");
  }

  /** To the right a wider window, downwards a brighter picture, as viewers do. */
  #changeWindow(gesture, event) {
    const { least, most } = this.store.study.intensity;
    const step = Math.max((most ?? 1) - (least ?? 0), 1e-6) / 800;
    const width = gesture.window.width + (event.clientX - gesture.clientX) * step;
    const centre = gesture.window.centre - (event.clientY - gesture.clientY) * step;
    this.store.set({ window: { centre, width: Math.max(width, step) } }, "view");
  }

  #wheel(event) {
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? event.deltaY * WHEEL_NOTCH / 3 : event.deltaY;
    if (event.ctrlKey || event.metaKey) {
      const box = this.view.container.getBoundingClientRect();
      this.view.viewport.zoomAt(
        event.clientX - box.left, event.clientY - box.top, ZOOM_BY_WHEEL ** -pixels);
      this.view.invalidateAll();
      return;
    }
    this.#wheelRest += pixels;
    const notches = Math.trunc(this.#wheelRest / WHEEL_NOTCH);
    if (!notches) return;
    this.#wheelRest -= notches * WHEEL_NOTCH;
    this.store.goTo({ slice: this.store.slice + Math.sign(notches) });
  }
}
