/**
 * Which series there are for a phone, by the names that the server gives them. The twin of
 * content/release/series.py, whose files a phone finds only if it makes the same names.
 *
 *     a first visit       her own language, then all others
 *     new languages       those that were published since
 *     an update           of some languages, not all: her parts in three answers at most
 *
 * @import { Pointer, Release } from "./release.js"
 *
 * @typedef {{ name: string, packs: string[] }} SeriesNames  that of a series and those of its packs
 */

import { packName } from "./pack.js";
import { CORE } from "./release.js";
import { pick } from "./shapes.js";
import { languagesOf } from "./wanted.js";

/** With the pointer, these are the four requests that an update may take. */
const ANSWERS = 3;

/** For guides of more parts the server makes no series of updates. */
const MOST_PARTS = 12;

/**
 * @param {Pointer} pointer
 * @param {Release|undefined} known  in force
 * @param {string[]} languages  that are wanted and not kept, in this order
 * @returns {Promise<SeriesNames[]>} the series that bring what is new of what is kept, and these languages
 */
export async function seriesFor(pointer, known, languages) {
  const updates = known ? await updateSeries(pointer, known) : [];
  const further = languages.length < 2 ? undefined : await languageSeries(pointer, known, languages);
  return further ? [...updates, further] : updates;
}

/**
 * @param {Pointer} pointer
 * @param {Release|undefined} known
 * @param {string[]} languages
 * @returns {Promise<SeriesNames|undefined>} undefined where there is no series of just these
 */
async function languageSeries(pointer, known, languages) {
  const core = pick(pointer.manifests, [CORE]);
  const packs = await Promise.all(languages.map((one) => packName(pick(pointer.manifests, [one]), core)));
  const all = languagesOf(pointer);
  if (known && Object.keys(known.manifests).length > 1) {
    const held = known.pointer.manifests;
    const added = all.filter((one) => !(one in held));
    const name = await packName(pick(pointer.manifests, added), held);
    return isAlike(languages, added) ? { name, packs } : undefined;
  }
  const [first = ""] = languages;
  const name = await packName(pointer.manifests, pick(pointer.manifests, [first]));
  return isAlike(languages, [first, ...all.filter((one) => one !== first)]) ? { name, packs } : undefined;
}

/**
 * @param {Pointer} pointer
 * @param {Release} known
 * @returns {Promise<SeriesNames[]>} of the packs from parts that are kept to what became of them
 */
async function updateSeries(pointer, known) {
  const held = known.pointer.manifests;
  const changed = Object.keys(known.manifests).filter(
    (one) => one in pointer.manifests && pointer.manifests[one] !== held[one],
  );
  if (changed.length <= ANSWERS || isWhole(known)) {
    return [];
  }
  const groups = groupsOf(known.pointer, pointer).map((group) => group.filter((one) => changed.includes(one)));
  return Promise.all(
    groups.filter((group) => group.length > 1).map(async (group) => ({
      name: await packName(pick(pointer.manifests, group), held),
      packs: await Promise.all(
        group.map((one) => packName(pick(pointer.manifests, [one]), pick(held, [one]))),
      ),
    })),
  );
}

/**
 * @param {Release} known
 * @returns {boolean} whether all of it is kept: then one pack brings what is new
 */
function isWhole({ pointer, manifests }) {
  return Object.keys(pointer.manifests).every((name) => name in manifests);
}

/**
 * @param {Pointer} before
 * @param {Pointer} now
 * @returns {string[][]} the parts that there were, in few groups, always the same ones; none where there
 *   are too many parts, or so few are left that one group might be all of them
 */
function groupsOf(before, now) {
  const parts = [CORE, ...languagesOf(before)];
  const size = Math.ceil(parts.length / ANSWERS);
  const kept = parts.filter((one) => one in now.manifests);
  const starts = parts.length > MOST_PARTS || kept.length <= size ? [] : [0, size, 2 * size];
  return starts.map((start) => parts.slice(start, start + size));
}

/**
 * @param {string[]} some
 * @param {string[]} others
 * @returns {boolean}
 */
function isAlike(some, others) {
  return some.join() === others.join();
}
