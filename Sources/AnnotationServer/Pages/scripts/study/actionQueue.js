import { api, RequestError } from "../api.js";

/** Answers after which the same action may work later: no connection, busy, a full disk. */
const isPassing = (error) =>
  error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;

/** The server fell over this action itself, which it would do each time. */
const isHopeless = (error, tries) => error.status === 500 && tries >= MOST_TRIES_OF_A_FAULT;

const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 15000;
const MOST_TRIES_OF_A_FAULT = 4;

/**
 * Sends actions one after the other, each with an id of the browser's choosing, and keeps them until
 * the server has them on its disk: in memory, and for a page that is loaded again in sessionStorage.
 * An action sent twice with one id is done once.
 */
export class ActionQueue {
  #study;
  #account;
  #handlers;
  #entries = [];
  #isSending = false;
  #wake = null;

  /**
   * @param {string} study
   * @param {object|null} account Whose actions these are; nobody else's are sent.
   * @param {object} handlers `onDone(done, entry)`, `onConflict(conflict, dropped)`,
   *   `onRefused(error, dropped)`, `onChange(entries)` when actions come or go, and
   *   `onState({waiting, savedAt, problem})`; `problem` is null or {code, message}.
   */
  constructor(study, account, handlers) {
    this.#study = study;
    this.#account = account;
    this.#handlers = handlers;
    this.savedAt = null;
    this.problem = null;
    // Who comes back to this page may just have signed in, or plugged in the cable.
    for (const event of ["online", "focus"]) window.addEventListener(event, () => this.retry());
  }

  get isIdle() {
    return this.#entries.length === 0;
  }

  /** Takes up what an earlier load of this page could not send. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.#storageKey) ?? "[]");
    if (!kept.length) return 0;
    this.#entries = kept;
    this.#changed();
    this.#run();
    return kept.length;
  }

  /**
   * Queues an action.
   *
   * @param {object} request As `contourist session apply` reads it.
   * @param {{base: number, where: {slice: number, frame: number}|null, path?: number[],
   *   clickedAt?: number, says?: string}} context `base` is the sequence seen when it was asked;
   *   `where` it changes something, null for anywhere; `says` what it is for the user.
   */
  add(request, context) {
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.#entries.push({ id, request, ...context });
    this.#changed();
    this.#run();
    return id;
  }

  /** Tries again at once. */
  retry() {
    this.#wake?.();
  }

  get #storageKey() {
    return `contourist.actions.${this.#study}.${this.#account?.id}`;
  }

  #changed() {
    if (this.#entries.length) {
      sessionStorage.setItem(this.#storageKey, JSON.stringify(this.#entries));
    } else {
      sessionStorage.removeItem(this.#storageKey);
    }
    this.#handlers.onChange(this.#entries);
    this.#tell();
  }

  #tell() {
    this.#handlers.onState(
      { waiting: this.#entries.length, savedAt: this.savedAt, problem: this.problem });
  }

  async #run() {
    if (this.#isSending) return;
    this.#isSending = true;
    let pause = FIRST_PAUSE_MILLISECONDS;
    let tries = 0;
    while (this.#entries.length) {
      const entry = this.#entries[0];
      try {
        const done = await api.post(
          `/api/studies/${this.#study}/actions`,
          { id: entry.id, base: entry.base, request: entry.request });
        [pause, tries] = [FIRST_PAUSE_MILLISECONDS, 0];
        this.problem = null;
        this.savedAt = Date.now();
        this.#finish(entry, done);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        tries += 1;
        if (isPassing(error) && !isHopeless(error, tries)) {
          this.problem = { code: error.code, message: error.message };
          this.#tell();
          await this.#pause(error.retryAfter == null ? pause : 1000 * error.retryAfter);
          pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
        } else {
          tries = 0;
          this.problem = null;
          this.#drop(entry, error);
        }
      }
    }
    this.#isSending = false;
  }

  #finish(entry, done) {
    this.#entries.shift();
    // Later actions were asked for on top of this one, so what it did is no surprise to them.
    for (const later of this.#entries) {
      if (!entry.where || !later.where || isSamePlace(entry.where, later.where)) {
        later.base = Math.max(later.base, done.sequence);
      }
    }
    this.#handlers.onDone(done, entry);
    this.#changed();
  }

  #drop(entry, error) {
    if (error.status === 409 && error.body?.drawings) {
      const isHit = (other) =>
        other === entry || (entry.where && other.where && isSamePlace(entry.where, other.where));
      const dropped = this.#entries.filter(isHit);
      this.#entries = this.#entries.filter((other) => !isHit(other));
      this.#handlers.onConflict(error.body, dropped);
    } else {
      // The study is another one than the later actions were asked for: begun anew, or submitted.
      const isForAll = error.status === 409 || error.status === 403 || error.status === 404;
      const dropped = isForAll ? this.#entries : [entry];
      this.#entries = this.#entries.filter((other) => !dropped.includes(other));
      this.#handlers.onRefused(error, dropped);
    }
    this.#changed();
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => { this.#wake = null; });
  }
}

const isSamePlace = (one, other) => one.slice === other.slice && one.frame === other.frame;
