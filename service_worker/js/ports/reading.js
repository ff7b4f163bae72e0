/**
 * Port: reading the body of an answer as it comes, however late it is used. What has come and was not read
 * yet, browsers throw away when the connection breaks; and who unpacks and puts away what comes is late.
 *
 * @import { Hearing } from "./hearing.js"
 */

/** So much is read before it is used, and one piece of the network's more. */
const MOST_AHEAD_BYTES = 1_048_576;

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {Hearing} [hearing]
 * @returns {AsyncGenerator<Uint8Array, void>} all that came, also of a body that is cut
 * @throws {TypeError|DOMException} it was cut, once all that came is taken
 */
export async function* chunksOf(body, hearing) {
  const reading = new Reading(body.getReader(), hearing);
  try {
    for (let chunk = await reading.take(); chunk; chunk = await reading.take()) {
      yield chunk;
    }
  } finally {
    hearing?.end();
    reading.end();
  }
}

/** Reads a body from now on. */
class Reading {
  /** Has come and was not taken yet. @type {Uint8Array[]} */
  #come = [];
  #size = 0;
  #isOver = false;
  /** @type {unknown} */
  #failure;
  /** Wakes who waits for more. */
  #tell = () => {};
  /** Lets it read on. */
  #goOn = () => {};

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {Hearing} [hearing]
   */
  constructor(reader, hearing) {
    this.reader = reader;
    this.hearing = hearing;
    this.#readAll();
  }

  async #readAll() {
    try {
      for (let next = await this.reader.read(); !next.done; next = await this.reader.read()) {
        this.hearing?.heard();
        this.#come.push(next.value);
        this.#size += next.value.length;
        this.#tell();
        if (this.#size > MOST_AHEAD_BYTES) {
          await new Promise((resolve) => (this.#goOn = () => resolve(undefined)));
        }
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#isOver = true;
    this.#tell();
  }

  /**
   * @returns {Promise<Uint8Array|undefined>} what came next; undefined: that was all
   * @throws {TypeError|DOMException}
   */
  async take() {
    while (!this.#come.length && !this.#isOver) {
      await new Promise((resolve) => (this.#tell = () => resolve(undefined)));
    }
    const next = this.#come.shift();
    if (!next && this.#failure) {
      throw this.#failure;
    }
    this.#size -= next ? next.length : 0;
    this.#goOn();
    return next;
  }

  /** Whoever stops listening ends the request. */
  end() {
    this.#goOn();
    this.reader.cancel().catch(() => undefined);
  }
}
