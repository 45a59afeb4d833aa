import { api } from "../api.js";
import { listen } from "../events.js";

const OVERVIEW_PAUSE_MILLISECONDS = 400;
const INCOMPLETE_PAUSE_MILLISECONDS = 1000;
const FRAME_PAUSE_MILLISECONDS = 250;

/**
 * Keeps the store and the server the same: fetches what comes into view, takes over what others do.
 */
export class Sync {
  #store;
  #path;
  #overviewTimer = 0;
  #frameTimer = 0;
  #summarised = -1;
  #wantsFrame = false;
  #missed = [];
  #ownSequences = new Set();
  #wasCutOff = false;

  /**
   * @param {import("./store.js").StudyStore} store
   * @param {{onPeople: Function, onJob: Function, onComment: Function, onStream: Function,
   *   onBack: Function, onShown: Function}} handlers `onShown` when the drawing of a position that
   *   came into view is there, `onBack` when there are news again after a while without.
   */
  constructor(store, handlers) {
    this.#store = store;
    this.#path = `/api/studies/${store.study.id}`;
    this.handlers = handlers;
    /** Set by the page: whether an own action is under way, whose news comes twice. */
    this.isSending = () => false;
    store.on("position", () => this.fetchDrawing());
    store.on("position overview", () => this.#fetchFrameSoon());
  }

  /** Listens to what happens to the study. */
  begin() {
    listen(`${this.#path}/events`, {
      drawing: (event) => this.#onDrawing(event),
      people: ({ names }) => this.handlers.onPeople(names),
      job: (job) => {
        this.handlers.onJob(job);
        if (job.state === "done") this.#refetchEverything();
      },
      overview: ({ sequence }) => this.#onOverview(sequence),
      session: () => this.#onSession(),
      study: () => this.#refetchStudy(),
      comment: () => this.handlers.onComment(),
    }, (isOpen) => this.#onStream(isOpen));
  }

  /** Fetches the contours of the position in view unless they are there. */
  async fetchDrawing() {
    const { slice, frame } = this.#store;
    if (!this.#store.hasDrawing(slice, frame)) {
      try {
        const drawing = await api.get(`${this.#path}/drawing`, { slice, frame });
        this.#store.receive([drawing]);
      } catch (error) {
        this.#store.emit("problem", `The contours of this slice could not be fetched. ${error.message}`);
        return;
      }
    }
    if (slice === this.#store.slice && frame === this.#store.frame) this.handlers.onShown();
  }

  /** Whether views that cut across slices are shown, which want the contours of the whole frame. */
  set wantsFrame(isWanted) {
    this.#wantsFrame = isWanted;
    if (isWanted) this.#fetchFrame();
  }

  /** While frames play nothing is fetched for them. */
  #fetchFrameSoon() {
    clearTimeout(this.#frameTimer);
    if (this.#wantsFrame) this.#frameTimer = setTimeout(() => this.#fetchFrame(), FRAME_PAUSE_MILLISECONDS);
  }

  async #fetchFrame() {
    const { frame, size } = this.#store;
    for (let slice = 0; slice < size.slices && frame === this.#store.frame; slice += 1) {
      if (this.#store.hasDrawing(slice, frame) || !this.#store.position(slice, frame)) continue;
      const drawing = await api.get(`${this.#path}/drawing`, { slice, frame }).catch(() => null);
      if (drawing) this.#store.receive([drawing]);
    }
  }

  /** Fetches the overview soon; several reasons within a moment cost one request. */
  overviewSoon(pause = OVERVIEW_PAUSE_MILLISECONDS) {
    clearTimeout(this.#overviewTimer);
    this.#overviewTimer = setTimeout(() => this.fetchOverview(), pause);
  }

  /**
   * The server has looked through all slices. Asking for an overview has it look again, so the same
   * news must not be answered by asking each time.
   */
  #onOverview(sequence) {
    if (this.#summarised === sequence && this.#store.overview.is_complete) return;
    this.#summarised = sequence;
    this.fetchOverview();
  }

  async fetchOverview() {
    try {
      const overview = await api.get(`${this.#path}/overview`);
      const store = this.#store;
      // Sums over some of the slices would be shown as volumes: until all are known the last ones stay.
      if (overview.is_complete === false) overview.volumes_ml = store.overview.volumes_ml;
      Object.assign(
        store, { overview, canUndo: overview.can_undo, canRedo: overview.can_redo });
      store.emit("overview");
      // The news of its completion may have come before this page listened.
      if (overview.is_complete === false) this.overviewSoon(INCOMPLETE_PAUSE_MILLISECONDS);
    } catch {
      // The numbers stay as they are; the next action asks again.
    }
  }

  /** An action of one's own is done: what came in the meantime is looked at now. */
  settle(sequence) {
    this.#ownSequences.add(sequence);
    const waiting = this.#missed.splice(0);
    waiting.forEach((event) => this.#onDrawing(event));
  }

  #onDrawing(event) {
    const store = this.#store;
    if (this.#ownSequences.delete(event.sequence)) return;
    if (this.isSending()) {
      // It may be the news of one's own action, which its answer makes superfluous.
      this.#missed.push(event);
      return;
    }
    store.sequence = Math.max(store.sequence, event.sequence);
    for (const { slice, frame } of event.positions) {
      if (slice !== store.slice || frame !== store.frame) store.forget(slice, frame);
    }
    const isHere = event.positions.some(
      ({ slice, frame }) => slice === store.slice && frame === store.frame);
    if (isHere) this.#refetchHere();
    this.overviewSoon();
  }

  /** A network's first version may have begun the session anew, with labels of its own. */
  async #onSession() {
    const before = JSON.stringify(this.#store.study.labels);
    await this.#refetchStudy();
    if (JSON.stringify(this.#store.study.labels) !== before) location.reload();
    this.#store.sequence = this.#store.study.sequence;
    this.#refetchEverything();
  }

  /** What one may do hangs on who asks, so the study is asked for rather than taken from the news. */
  async #refetchStudy() {
    const store = this.#store;
    const study = await api.get(this.#path).catch(() => null);
    if (!study) return;
    // A step of the review is in the journal too, without any drawing that changes.
    Object.assign(store, { study, sequence: Math.max(store.sequence, study.sequence ?? 0) });
    store.emit("study");
  }

  /** Looks anew at everything: it may be another study than it was. */
  catchUp() {
    this.#refetchStudy();
    this.#refetchEverything();
  }

  /** News that came while there was no connection are not told again. */
  #onStream(isOpen) {
    if (isOpen && this.#wasCutOff) {
      this.catchUp();
      this.handlers.onBack();
    }
    this.#wasCutOff = !isOpen;
    this.handlers.onStream(isOpen);
  }

  async #refetchHere() {
    const { slice, frame } = this.#store;
    const drawing = await api.get(`${this.#path}/drawing`, { slice, frame }).catch(() => null);
    if (drawing) this.#store.receive([drawing]);
  }

  #refetchEverything() {
    const { slices, frames } = this.#store.size;
    for (let frame = 0; frame < frames; frame += 1) {
      for (let slice = 0; slice < slices; slice += 1) {
        if (slice !== this.#store.slice || frame !== this.#store.frame) this.#store.forget(slice, frame);
      }
    }
    this.#refetchHere();
    this.fetchOverview();
  }
}
