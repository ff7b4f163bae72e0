/**
 * A series: packs that are wanted one after the other, in one answer. So a first visit is one answer for
 * the core and one for all else, and yet her own language is kept before the next one has come.
 *
 * Each pack in it is, byte by byte, the one that may be asked for alone. So nothing here needs to be
 * remembered: what a cut leaves is the beginning of that pack, and the next session asks for its rest.
 *
 * @import { PackAnswer } from "./ports/network.js"
 * @import { SeriesNames } from "./series_names.js"
 * @import { Ports } from "./sync.js"
 */

import { LENGTH_BYTES } from "./pack.js";

/** The answer with several packs, and those in it that have not been taken yet. */
class Series {
  #ports;
  #name;
  #waiting;
  /** @type {AsyncIterator<Uint8Array>|undefined} */
  #chunks;
  #isOpened = false;
  /** Whether what comes next is the beginning of a pack. */
  #isBetween = true;
  /** Has come, and belongs to the next pack. @type {Uint8Array} */
  #rest = new Uint8Array();
  #come = 0;
  #size = 0;

  /**
   * @param {Ports} ports
   * @param {SeriesNames} names
   */
  constructor(ports, { name, packs }) {
    this.#ports = ports;
    this.#name = name;
    this.#waiting = [...packs];
  }

  /** @returns {Ports} that take from it what is in it, and the rest where it always was */
  ports() {
    return {
      ...this.#ports,
      fetchPack: (name, from) => this.#fetchPack(name, from),
      report: (progress) => this.#ports.report(this.#isComing() ? this.#progress() : progress),
    };
  }

  /** Ends the answer, whatever of it has not come. */
  close() {
    this.#chunks?.return?.().catch(() => undefined);
    this.#chunks = undefined;
    this.#waiting = [];
  }

  /**
   * @param {string} name
   * @param {number} from
   * @returns {Promise<PackAnswer|undefined>}
   */
  async #fetchPack(name, from) {
    if (this.#waiting.includes(name)) {
      if (from === 0 && name === this.#waiting.shift() && this.#isBetween && (await this.#open())) {
        return { start: 0, size: 0, chunks: this.#nextPack() };
      }
      this.close();
    }
    return this.#ports.fetchPack(name, from);
  }

  /** @returns {Promise<boolean>} whether there is such an answer */
  async #open() {
    if (!this.#isOpened) {
      this.#isOpened = true;
      const answer = await this.#ports.fetchPack(this.#name, 0);
      this.#size = answer ? answer.size : 0;
      this.#chunks = answer && answer.chunks[Symbol.asyncIterator]();
    }
    return this.#chunks !== undefined;
  }

  /** @returns {AsyncGenerator<Uint8Array, void>} what comes up to the end of one pack */
  async *#nextPack() {
    const frame = new Frame();
    this.#isBetween = false;
    while (!frame.isWhole) {
      if (!this.#rest.length) {
        const next = await this.#chunks?.next();
        if (!next || next.done) {
          return;
        }
        this.#rest = next.value;
        this.#come += next.value.length;
      }
      const end = frame.take(this.#rest);
      const piece = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      this.#isBetween = frame.isWhole;
      yield piece;
    }
  }

  /** @returns {boolean} whether more of it is to come */
  #isComing() {
    return this.#chunks !== undefined && (this.#waiting.length > 0 || !this.#isBetween);
  }

  /** @returns {{ held: number, needed: number }} */
  #progress() {
    return { held: this.#come, needed: this.#come <= this.#size ? this.#size : 0 };
  }
}

/** Finds where a pack ends, by the lengths before its runs; whether they are right, its reader says. */
class Frame {
  /** @type {number[]} */
  #length = [];
  #left = 0;
  isWhole = false;

  /**
   * @param {Uint8Array} bytes
   * @returns {number} how many of them belong to the pack
   */
  take(bytes) {
    let at = 0;
    while (at < bytes.length && !this.isWhole) {
      if (this.#left) {
        const taken = Math.min(this.#left, bytes.length - at);
        this.#left -= taken;
        at += taken;
      } else {
        this.#length.push(bytes[at] || 0);
        at += 1;
        this.#endLength();
      }
    }
    return at;
  }

  #endLength() {
    if (this.#length.length === LENGTH_BYTES) {
      this.#left = new DataView(Uint8Array.from(this.#length).buffer).getUint32(0);
      this.isWhole = this.#left === 0;
      this.#length = [];
    }
  }
}

/**
 * Works with ports whose packs come in series, as far as there are such answers.
 * @template Result
 * @param {Ports} ports
 * @param {SeriesNames[]} wanted
 * @param {(ports: Ports) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withSeries(ports, wanted, work) {
  /** @type {Series[]} */
  const opened = [];
  let by = ports;
  for (const names of wanted) {
    const series = new Series(by, names);
    opened.push(series);
    by = series.ports();
  }
  try {
    return await work(by);
  } finally {
    opened.forEach((series) => series.close());
  }
}
