import { api } from "../api.js";

/** Asks what a slice would look like; of questions that come while one is asked only the last counts. */
export class LatestWhatIf {
  #study;
  #onDrawings;
  #isAsking = false;
  #next = null;
  #generation = 0;

  /**
   * @param {string} study
   * @param {(drawings: object[]) => void} onDrawings
   */
  constructor(study, onDrawings) {
    this.#study = study;
    this.#onDrawings = onDrawings;
  }

  ask(request) {
    this.#next = request;
    if (!this.#isAsking) this.#run();
  }

  /** No answer that is still to come is of interest. */
  stop() {
    this.#next = null;
    this.#generation += 1;
  }

  async #run() {
    this.#isAsking = true;
    while (this.#next) {
      const request = this.#next;
      const generation = this.#generation;
      this.#next = null;
      try {
        const { drawings } = await api.post(`/api/studies/${this.#study}/what-if`, { request });
        if (generation === this.#generation) this.#onDrawings(drawings);
      } catch {
        // A place where no line can be drawn, or no connection: what is shown stays.
      }
    }
    this.#isAsking = false;
  }
}
