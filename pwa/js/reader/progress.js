/**
 * Progress: one quiet line while much is on its way. It covers no control, is announced once at most,
 * and goes by itself. What is done soon shows no line at all.
 */

import { float, sink } from "./floating.js";
import { instance } from "./parts.js";

/** What takes no longer than this needs no line. */
const PATIENCE_MS = 600;

/** What is shown before the end, so that nobody waits at “100 %”. */
const MOST = 0.99;

/** How much has come, of steps whose number is known and whose sizes are not. Never goes back. */
export class Share {
  #steps;
  #done = 0;
  #held = 0;
  #needed = 0;
  #share = 0;

  /** @param {number} steps */
  constructor(steps) {
    this.#steps = steps;
  }

  /**
   * @param {{ held: number, needed: number }} progress  of the present step
   * @returns {number} from 0 to 0.99
   */
  add({ held, needed }) {
    if (this.#needed && (needed !== this.#needed || held < this.#held)) {
      this.#done += 1;
    }
    [this.#held, this.#needed] = [held, needed];
    const share = (this.#done + (needed > 0 ? held / needed : 0)) / this.#steps;
    this.#share = Math.min(MOST, Math.max(this.#share, share));
    return this.#share;
  }
}

/** The line, from the first report until `end`. */
export class ProgressLine {
  #id;
  #since = performance.now();
  /** @type {HTMLElement|undefined} */
  #line;
  /** @type {Share|undefined} */
  #share;
  #isComing = false;
  #hasEnded = false;

  /** @param {string} id  of its template, whose `data-steps` says how many steps there are */
  constructor(id) {
    this.#id = id;
  }

  /** @param {{ held: number, needed: number }} progress */
  async report(progress) {
    if (!this.#line && performance.now() - this.#since > PATIENCE_MS) {
      await this.#show();
    }
    if (this.#line && this.#share) {
      this.#write(this.#line, this.#share.add(progress));
    }
  }

  async #show() {
    if (this.#isComing) {
      return;
    }
    this.#isComing = true;
    const line = await instance(this.#id);
    this.#isComing = false;
    if (line && !this.#hasEnded && float(line)) {
      this.#line = line;
      this.#share = new Share(Number(line.dataset.steps));
    }
  }

  /**
   * @param {HTMLElement} line
   * @param {number} share
   */
  #write(line, share) {
    const [words, bar] = line.querySelectorAll("span[aria-hidden]");
    if (words && bar instanceof HTMLElement) {
      // It says “0 %” as its language does. Intl, used for the first time, halts a weak phone.
      words.textContent = (words.textContent || "").replace(/[0-9]+/, String(Math.floor(share * 100)));
      bar.style.inlineSize = `${Math.round(share * 100)}%`;
    }
  }

  /** Takes it away for good. */
  end() {
    this.#hasEnded = true;
    if (this.#line) {
      sink(this.#line);
    }
  }
}
