/**
 * What is measured, alike in Node and in a page.
 *
 * @import { Ask, Engine } from "./peers.js"
 */

/**
 * The way from the bytes that a phone has fetched to a search that answers, for an engine that
 * keeps JSON.
 * @param {Engine} engine
 * @returns {(bytes: Uint8Array) => Ask | Promise<Ask>}
 */
export function opening(engine) {
  return (bytes) => engine.open(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * @param {() => unknown} open
 * @param {number} times
 * @returns {Promise<number[]>} milliseconds each; the first is what a reader waits for
 */
export async function timeLoading(open, times) {
  const taken = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const opened = open();
    if (opened instanceof Promise) {
      await opened;
    }
    taken.push(performance.now() - start);
  }
  return taken;
}

/**
 * Asks one query after the other, each once, until all are asked or the time is over.
 * @param {Ask} ask
 * @param {string[]} queries
 * @param {number} patience  milliseconds
 * @returns {Promise<number[]>} milliseconds each
 */
export async function timeAnswers(ask, queries, patience) {
  const times = [];
  const end = performance.now() + patience;
  for (const query of queries) {
    const start = performance.now();
    const answer = ask(query);
    if (answer instanceof Promise) {
      await answer;
    }
    const now = performance.now();
    times.push(now - start);
    if (now > end) {
      break;
    }
  }
  return times;
}
