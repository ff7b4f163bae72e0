/** D4: what has come of an answer is used, though it is used late and the connection breaks meanwhile. */

import assert from "node:assert/strict";
import test from "node:test";

import { chunksOf } from "../../service_worker/js/ports/reading.js";

const MEGABYTE = 2 ** 20;

/** A body that sends what it is told, and knows how much was asked for. */
class Body {
  asked = 0;
  isCancelled = false;

  /** @param {Uint8Array[]} comes  one after the other */
  constructor(comes) {
    const left = [...comes];
    this.stream = new ReadableStream(
      {
        pull: async (controller) => {
          await new Promise((resolve) => setImmediate(resolve));
          const next = left.shift();
          if (next) {
            this.asked += next.length;
            controller.enqueue(next);
          } else {
            controller.close();
          }
        },
        cancel: () => {
          this.isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
  }
}

/**
 * @param {number[]} lengths
 * @param {Error} error
 * @returns {ReadableStream<Uint8Array>} that sends pieces whether or not anybody asks, then breaks: what
 *   was not read by then is gone
 */
function breaking(lengths, error) {
  const send = async (/** @type {ReadableStreamDefaultController<Uint8Array>} */ controller) => {
    for (const length of lengths) {
      controller.enqueue(new Uint8Array(length));
      await new Promise((resolve) => setImmediate(resolve));
    }
    controller.error(error);
  };
  return new ReadableStream({ start: (controller) => void send(controller) });
}

/** @returns {Promise<void>} when whatever was to be done is done */
async function calm() {
  for (let turns = 0; turns < 40; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {boolean} late
 * @returns {Promise<[number[], unknown]>} how long the pieces were, and what ended it
 */
async function taken(chunks, late) {
  const lengths = [];
  try {
    for await (const chunk of chunks) {
      lengths.push(chunk.length);
      await (late ? calm() : undefined);
    }
  } catch (error) {
    return [lengths, error];
  }
  return [lengths, undefined];
}

for (const late of [false, true]) {
  test(`all that came before a cut is taken, ${late ? "late" : "at once"}; then the cut is told`, async () => {
    const cut = new TypeError("cut");
    assert.deepEqual(await taken(chunksOf(breaking([3, 5, 7], cut)), late), [[3, 5, 7], cut]);
  });

  test(`all of a whole answer is taken, ${late ? "late" : "at once"}`, async () => {
    const body = new Body([new Uint8Array(3), new Uint8Array(5)]);
    assert.deepEqual(await taken(chunksOf(body.stream), late), [[3, 5], undefined]);
  });
}

test("no more than a megabyte is read ahead of who uses it, and all of it in the end", async () => {
  const body = new Body(Array.from({ length: 40 }, () => new Uint8Array(MEGABYTE / 8)));
  const chunks = chunksOf(body.stream);
  await chunks.next();
  await calm();
  assert.ok(body.asked > MEGABYTE && body.asked <= 1.5 * MEGABYTE, `${body.asked}`);
  const [lengths] = await taken(chunks, false);
  assert.equal(lengths.length, 39);
});

test("who stops listening ends the request, though nothing comes", async () => {
  for (const comes of [[new Uint8Array(3)], Array.from({ length: 40 }, () => new Uint8Array(MEGABYTE / 8))]) {
    const body = new Body(comes);
    const silent = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
    const chunks = chunksOf(comes.length > 1 ? body.stream : silent);
    await chunks.next();
    await calm();
    await chunks.return();
    assert.ok(comes.length === 1 || body.isCancelled);
  }
});
