/** Port: listening to answers of the network, so that one which falls silent ends. */

/** For so long a network may say nothing; then it is as good as gone. */
const SILENCE_MS = 60_000;

let heardAt = 0;

/** A search for news begins. */
export function beginHearing() {
  heardAt = Date.now();
}

/** @returns {number} milliseconds since a search for news began, or anything was heard */
export function silentFor() {
  return Date.now() - heardAt;
}

/** Listens to one answer, from the question on. */
export class Hearing {
  /** @param {AbortSignal} stop  ends it, too */
  constructor(stop) {
    this.stop = stop;
    this.ending = new AbortController();
    this.signal = this.ending.signal;
    this.onStop = () => this.ending.abort(stop.reason);
    stop.addEventListener("abort", this.onStop);
    if (stop.aborted) {
      this.onStop();
    }
    this.timer = this.wait();
  }

  /** @returns {ReturnType<typeof setTimeout>} */
  wait() {
    const silence = new DOMException("nothing is heard", "TimeoutError");
    return setTimeout(() => this.ending.abort(silence), SILENCE_MS);
  }

  /** Something has come. */
  heard() {
    beginHearing();
    clearTimeout(this.timer);
    this.timer = this.wait();
  }

  /**
   * @param {Promise<Response>} asking
   * @returns {Promise<Response>}
   * @throws {TypeError|DOMException}
   */
  async first(asking) {
    try {
      const response = await asking;
      this.heard();
      return response;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** Nothing more is wanted of it. */
  end() {
    clearTimeout(this.timer);
    this.stop.removeEventListener("abort", this.onStop);
  }
}
