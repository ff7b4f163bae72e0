/**
 * Measures one engine in a page; the page calls it.
 *
 * @import { Ask } from "./peers.js"
 */
import { openOurs, openShowing } from "./ours.js";
import { minisearch } from "./peers.js";
import { opening, timeAnswers, timeLoading } from "./timing.js";

const MINISEARCH = "/instance/bench/node_modules/minisearch/dist/es/index.js";
const ROUNDS = 3_000_000;

/**
 * @param {string} name  parasol, parasol-showing or minisearch
 * @returns {Promise<{ load: number[], answers: number[] }>} milliseconds
 */
export async function measureInPage(name) {
  const { prefixes, loads, patience } = await (await fetch("/corpus/queries.json")).json();
  const { pages } = await (await fetch("/corpus/pages.json")).json();
  const index = name === "minisearch" ? "minisearch" : "parasol";
  const bytes = new Uint8Array(await (await fetch(`/corpus/${index}.index`)).arrayBuffer());
  /** @type {Record<string, () => Promise<(bytes: Uint8Array) => Ask>>} */
  const openers = {
    parasol: async () => openOurs,
    "parasol-showing": async () => (some) => openShowing(some, pages),
    minisearch: async () => opening(minisearch((await import(MINISEARCH)).default)),
  };
  const open = await openers[name]();
  const load = await timeLoading(() => open(bytes), loads);
  const answers = await timeAnswers(await open(bytes), prefixes, patience);
  return { load, answers };
}

/**
 * The time of a fixed piece of work: shows how much slower the processor was made.
 * @returns {number} milliseconds
 */
export function timeFixedWork() {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < ROUNDS; i++) {
      sum = (sum * 31 + i) % 1_000_003;
    }
    return performance.now() - start + (sum < 0 ? 1 : 0);
  });
  return times.sort((a, b) => a - b)[4];
}
