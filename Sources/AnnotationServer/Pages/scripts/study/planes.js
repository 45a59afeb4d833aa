import { api } from "../api.js";

const MOST_BYTES = 256e6;
const MOST_AT_ONCE = 4;

/** The image's planes as they come from the server, the least recently used given up first. */
export class PlaneCache {
  #study;
  #planes = new Map();
  #bytes = 0;
  #waiting = [];
  #running = 0;

  /** @param {string} study */
  constructor(study) {
    this.#study = study;
  }

  /** A plane that has come already; null otherwise. */
  peek(axis, index, frame) {
    return this.#planes.get(`${axis}/${index}/${frame}`)?.values ?? null;
  }

  /**
   * A plane's intensities, fetched where needed, before everything that waits.
   *
   * @param {"i"|"j"|"k"} axis The axis across the plane.
   * @returns {Promise<Uint16Array>} Row by row, as stored; slope and intercept not applied.
   */
  get(axis, index, frame) {
    return this.#ask(axis, index, frame, true);
  }

  /** Fetches a plane that may be wanted soon. */
  prefetch(axis, index, frame) {
    this.#ask(axis, index, frame, false).catch(() => null);
  }

  #ask(axis, index, frame, isUrgent) {
    const key = `${axis}/${index}/${frame}`;
    const known = this.#planes.get(key);
    if (known) {
      // A map keeps the order of insertion: what is used moves to its end.
      this.#planes.delete(key);
      this.#planes.set(key, known);
      if (isUrgent && this.#waiting.includes(known)) {
        this.#waiting.splice(this.#waiting.indexOf(known), 1);
        this.#waiting.unshift(known);
      }
      return known.promise;
    }
    const entry = { values: null, start: null };
    entry.promise = new Promise((resolve, reject) => {
      entry.start = () => this.#fetch(key, axis, index, frame, entry).then(resolve, reject);
    });
    this.#planes.set(key, entry);
    if (isUrgent) this.#waiting.unshift(entry);
    else this.#waiting.push(entry);
    this.#next();
    return entry.promise;
  }

  #next() {
    while (this.#running < MOST_AT_ONCE && this.#waiting.length) {
      this.#running += 1;
      this.#waiting.shift().start();
    }
  }

  async #fetch(key, axis, index, frame, entry) {
    try {
      const bytes = await api.bytes(`/api/studies/${this.#study}/planes/${axis}/${index}`, { frame });
      entry.values = new Uint16Array(bytes);
      this.#bytes += bytes.byteLength;
      this.#shrink(key);
      return entry.values;
    } catch (error) {
      this.#planes.delete(key);
      throw error;
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #shrink(newest) {
    for (const [key, { values }] of this.#planes) {
      if (this.#bytes <= MOST_BYTES) return;
      if (!values || key === newest) continue;
      this.#bytes -= values.byteLength;
      this.#planes.delete(key);
    }
  }
}
