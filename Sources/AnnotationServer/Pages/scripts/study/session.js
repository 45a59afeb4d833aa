import { LatestWhatIf } from "./latestRequest.js";

const CLOSING_PIXELS = 9;
const DRAG_PIXELS = 4;
const DOUBLE_CLICK_MILLISECONDS = 350;
const PULSE_MILLISECONDS = 900;

/**
 * One hand at work in the image: what a press, a move and a release mean with the tool that is
 * chosen, whether they come from the mouse or from the keyboard's cursor.
 */
export class DrawingSession {
  #store;
  #commands;
  #whatIf;
  #drag = null;
  #lastPress = null;
  #redraw = null;
  #pulseBegan = 0;
  #pulseAt = null;

  /**
   * @param {import("./store.js").StudyStore} store
   * @param {import("./commands.js").Commands} commands
   */
  constructor(store, commands) {
    this.#store = store;
    this.#commands = commands;
    this.brushStroke = null;
    this.wouldClose = false;
    this.#whatIf = new LatestWhatIf(
      store.study.id, (drawings) => this.#drag && store.showProvisionally(drawings));
    store.on("position tool", () => this.cancel());
  }

  /** Whether a seed or a line hangs on the mouse. */
  get isDragging() {
    return this.#drag?.isMoving ?? false;
  }

  /** Whether a press waits for its release to become a click or a drag. */
  get isPressed() {
    return this.#drag != null || this.brushStroke != null;
  }

  /** Leaves what is half done; seeds that were set stay. */
  cancel() {
    this.#whatIf.stop();
    this.#drag = null;
    this.#redraw = null;
    this.brushStroke = null;
    this.wouldClose = false;
    this.#store.openPath = null;
    this.#store.dropProvisional();
    this.#store.emit("selection");
  }

  /** The line to the mouse, x, y, x, y in voxel units; null where there is none. */
  previewPoints() {
    const { cursor, openPath, tool } = this.#store;
    if (!cursor || this.#store.areOverlaysHidden) return null;
    if (tool === "redraw" && this.#redraw) {
      return [...this.#redraw.points.flat(), cursor.x, cursor.y];
    }
    const contour = openPath && tool === "seeds" && !this.isDragging && this.#store.contour(openPath);
    if (!contour || contour.is_closed) return null;
    const end = this.wouldClose ? contour.seeds[0] : [cursor.x, cursor.y];
    return this.#commands.pathFrom(contour.seeds.at(-1), ...end);
  }

  previewLabel() {
    const name = this.#redraw?.contour ?? this.#store.openPath;
    return this.#store.contour(name)?.label ?? this.#store.label;
  }

  /** Points of a line being redrawn, to be shown as rings. */
  strokeSeeds() {
    return this.#redraw?.points ?? [];
  }

  /** @param {{x: number, y: number, hit: object|null, alt: boolean, shift: boolean, viewport: object}} at */
  press(at) {
    const { tool } = this.#store;
    if (!this.#store.may("edit")) return this.#select(at);
    if (at.alt) return this.#commands.region(at.shift ? "region.remove" : "region.add", at.x, at.y);
    switch (tool) {
      case "brush":
      case "eraser":
        this.brushStroke = [[at.x, at.y]];
        return undefined;
      case "region.add":
      case "region.remove":
        return this.#commands.region(tool, at.x, at.y);
      case "redraw":
        return this.#redrawPress(at);
      case "pull":
        return this.#pullPress(at);
      default:
        return this.#seedPress(at);
    }
  }

  /** Moves what hangs on the mouse. */
  move(at) {
    const { openPath } = this.#store;
    if (this.brushStroke) {
      const [x, y] = this.brushStroke.at(-1);
      if (Math.hypot(at.x - x, at.y - y) >= 0.5) this.brushStroke.push([at.x, at.y]);
      return;
    }
    const drag = this.#drag;
    if (drag) {
      const moved = Math.hypot(at.screenX - drag.screenX, at.screenY - drag.screenY);
      if (moved >= DRAG_PIXELS) drag.isMoving = true;
      if (drag.isMoving) this.#whatIf.ask(this.#dragRequest(at));
      return;
    }
    const contour = openPath && this.#store.contour(openPath);
    this.wouldClose = Boolean(contour && contour.seeds.length >= 3 && this.#isNearFirst(contour, at));
  }

  release(at) {
    if (this.brushStroke) {
      this.#commands.brush(this.#store.tool, this.brushStroke);
      this.brushStroke = null;
      return;
    }
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    this.#whatIf.stop();
    if (drag.isMoving) this.#finishDrag(drag, at);
    else if (drag.hit.kind === "arc") {
      this.#commands.insertSeed(drag.hit.contour, drag.hit.index, drag.x, drag.y);
    } else this.#resume(drag.hit);
  }

  /** Enter: closes the path, or ends the line that is redrawn. */
  finish() {
    if (this.#redraw) this.#finishRedraw();
    else if (this.#store.openPath) this.#commands.closePath();
  }

  #finishDrag(drag, at) {
    // What the drag showed stays until the server's answer takes its place.
    if (drag.hit.kind === "seed") {
      this.#commands.moveSeed(drag.hit.contour, drag.hit.index, at.x, at.y);
    } else this.#commands.pull(drag.hit.contour, at.x, at.y);
  }

  #dragRequest(at) {
    const { contour, index, kind } = this.#drag.hit;
    return kind === "seed"
      ? { action: "seed.move", contour, seed: index, x: at.x, y: at.y }
      : { tool: "contour.pull", contour, x: at.x, y: at.y };
  }

  #select(at) {
    this.#store.set({ selected: at.hit?.contour ?? null }, "selection");
  }

  #seedPress(at) {
    const { openPath } = this.#store;
    const contour = openPath && this.#store.contour(openPath);
    const isSecond = this.#isSecondPress(at);
    if (!contour) {
      if (at.hit) this.#beginDrag(at);
      else this.#commands.beginContour(at.x, at.y);
      return;
    }
    if (isSecond) {
      if (contour.seeds.length >= 3) this.#commands.closePath(at.time);
      return;
    }
    if (contour.seeds.length >= 3 && this.#isNearFirst(contour, at)) {
      this.wouldClose = false;
      this.#commands.closePath(at.time);
    } else if (at.hit?.contour === openPath && at.hit.kind === "seed") this.#beginDrag(at);
    else this.#commands.addSeed(contour, at.x, at.y);
  }

  #beginDrag(at) {
    this.#drag = {
      hit: at.hit, x: at.x, y: at.y, screenX: at.screenX, screenY: at.screenY, isMoving: false,
    };
    this.#store.set({ selected: at.hit.contour }, "selection");
  }

  /** A click on the last seed of a path that was left open goes on with it. */
  #resume(hit) {
    const contour = this.#store.contour(hit.contour);
    if (contour && !contour.is_closed && hit.index === contour.seeds.length - 1) {
      this.#store.openPath = contour.name;
    }
    this.#store.set({ selected: hit.contour, label: contour?.label ?? this.#store.label }, "label");
  }

  #pullPress(at) {
    const contour = this.#store.selected ?? at.hit?.contour;
    if (contour && (!at.hit || at.hit.contour === contour)) {
      this.#commands.pull(contour, at.x, at.y);
    } else if (at.hit) this.#store.set({ selected: at.hit.contour }, "selection");
    else this.#store.emit("problem", "Choose the contour to pull first: click on it.");
  }

  #redrawPress(at) {
    if (!this.#redraw) {
      if (!at.hit) {
        this.#store.emit("problem", "Begin on the contour: the first click goes on its line.");
        return;
      }
      this.#redraw = { contour: at.hit.contour, points: [[at.x, at.y]] };
      this.#store.set({ selected: at.hit.contour }, "selection");
      this.#isSecondPress(at);
      return;
    }
    if (this.#isSecondPress(at)) {
      this.#finishRedraw();
      return;
    }
    this.#redraw.points.push([at.x, at.y]);
    if (at.hit?.contour === this.#redraw.contour) this.#finishRedraw();
  }

  #finishRedraw() {
    const { contour, points } = this.#redraw;
    this.#redraw = null;
    if (points.length >= 2) this.#commands.redraw(contour, points);
  }

  #isNearFirst(contour, at) {
    const [x, y] = contour.seeds[0];
    return Math.hypot(
      at.viewport.toScreenX(x) - at.screenX, at.viewport.toScreenY(y) - at.screenY) <= CLOSING_PIXELS;
  }

  #isSecondPress(at) {
    const last = this.#lastPress;
    this.#lastPress = at;
    return last != null && at.time - last.time < DOUBLE_CLICK_MILLISECONDS
      && Math.hypot(at.screenX - last.screenX, at.screenY - last.screenY) < DRAG_PIXELS;
  }

  /** Shows the weakest arc of the slice once, unless motion is not wanted. */
  startPulse() {
    this.#pulseAt = null;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    let least = 1;
    for (const contour of this.#store.drawing().contours) {
      contour.arcs?.forEach((arc, index) => {
        if (arc.confidence == null || arc.confidence >= least) return;
        least = arc.confidence;
        this.#pulseAt = { contour: contour.name, index };
      });
    }
    this.#pulseBegan = performance.now();
  }

  /** The weakest arc and how far its sign has come, 0 to 1; null where none is shown. */
  get pulse() {
    const share = (performance.now() - this.#pulseBegan) / PULSE_MILLISECONDS;
    return this.#pulseAt && share < 1 ? { ...this.#pulseAt, share } : null;
  }

  get isAnimating() {
    return this.pulse != null;
  }
}
