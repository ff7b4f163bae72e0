/**
 * What this phone keeps: the release in force, and earlier ones for as long as they are of use.
 *
 *     a newer release comes in force --> the one before it becomes an earlier one
 *     a window is open then ----------> it is pinned: it goes on with the release it was opened on
 *     the next time -------------------> earlier releases go that no open window is pinned to,
 *                                        but for the last few, so that a way back costs nothing
 *
 * @import { Manifest, Pointer, Release } from "./release.js"
 *
 * @typedef {object} Kept
 * @property {Release} release  in force
 * @property {Release[]} earlier  newest first
 * @property {Record<string, string>} pins  ids of releases, by the window that reads them
 *
 * @typedef {object} ReleaseOutline  a release without its manifests
 * @property {Pointer} pointer
 * @property {string[]} names  of the parts that are kept
 * @property {number} checked
 *
 * @typedef {object} Outline  what is kept, without manifests: small, however large the guide is
 * @property {ReleaseOutline} release  in force
 * @property {ReleaseOutline[]} earlier  newest first
 * @property {Record<string, string>} pins
 */

import { addObjectsOf } from "./release.js";

/** Earlier releases that stay though nobody reads them. */
const SPARE = 2;

/** Earlier releases that stay at most, however many windows are open. */
const MOST = 8;

/**
 * @param {Kept|undefined} before
 * @param {Release} release  to be in force
 * @param {Record<string, string>} open  windows that are open: what each was opened on, if known
 * @returns {Kept}
 */
export function withRelease(before, release, open) {
  if (!before) {
    return { release, earlier: [], pins: {} };
  }
  const current = release.pointer.id;
  const candidates = [before.release, ...before.earlier].filter(({ pointer }) => pointer.id !== current);
  /** @type {Record<string, string>} */
  const pins = {};
  for (const [window, openedOn] of Object.entries(open)) {
    const id = before.pins[window] || openedOn || before.release.pointer.id;
    if (id !== current && candidates.some(({ pointer }) => pointer.id === id)) {
      pins[window] = id;
    }
  }
  const read = new Set(Object.values(pins));
  const earlier = candidates.filter(({ pointer }, index) => index < SPARE || read.has(pointer.id));
  return { release, earlier: earlier.slice(0, MOST), pins };
}

/**
 * @param {Kept} kept
 * @returns {Kept} the same without the releases that nobody reads
 */
export function withoutSpare(kept) {
  const read = new Set(Object.values(kept.pins));
  return { ...kept, earlier: kept.earlier.filter(({ pointer }) => read.has(pointer.id)) };
}

/**
 * @template {{ pointer: Pointer }} One
 * @param {{ release: One, earlier: One[], pins: Record<string, string> }} kept
 * @param {string} window
 * @returns {One} the release that this window reads
 */
export function releaseOf(kept, window) {
  const pin = kept.pins[window];
  return kept.earlier.find(({ pointer }) => pointer.id === pin) || kept.release;
}

/**
 * @param {Kept|undefined} kept
 * @returns {Set<string>} the digests of all that is kept
 */
export function keptDigests(kept) {
  /** @type {Set<string>} */
  const digests = new Set();
  for (const [digest, manifest] of kept ? manifestsOf(kept) : []) {
    digests.add(digest);
    addObjectsOf(manifest, digests);
  }
  return digests;
}

/**
 * @param {Kept} kept
 * @returns {Map<string, Manifest>} all that are kept, by digest
 */
export function manifestsOf(kept) {
  const pairs = [kept.release, ...kept.earlier].flatMap(({ pointer, manifests }) =>
    Object.entries(manifests).map(
      ([name, manifest]) => /** @type {[string, Manifest]} */ ([pointer.manifests[name], manifest]),
    ),
  );
  return new Map(pairs);
}

/**
 * @param {Kept} kept
 * @returns {Outline}
 */
export function outlineOf({ release, earlier, pins }) {
  const outline = (/** @type {Release} */ { pointer, manifests, checked }) => ({
    pointer,
    names: Object.keys(manifests),
    checked,
  });
  return { release: outline(release), earlier: earlier.map(outline), pins };
}

/**
 * @param {Outline} outline
 * @param {(digest: string) => Promise<Manifest>} read
 * @returns {Promise<Kept>} of which this is the outline; releases share the manifests they have in common.
 *   What of it cannot be read is left out: parts of the release in force, and earlier ones as wholes
 */
export async function wholeOf({ release, earlier, pins }, read) {
  /** @type {Map<string, Promise<Manifest|undefined>>} */
  const reading = new Map();
  const manifest = (/** @type {string} */ digest) => {
    const known = reading.get(digest) || read(digest).catch(() => undefined);
    reading.set(digest, known);
    return known;
  };
  const whole = async (/** @type {ReleaseOutline} */ { pointer, names, checked }) => {
    /** @type {Record<string, Manifest>} */
    const manifests = {};
    for (const name of names) {
      const one = await manifest(pointer.manifests[name] || "");
      if (one) {
        manifests[name] = one;
      }
    }
    return { pointer, manifests, checked };
  };
  const [first, ...others] = await Promise.all([release, ...earlier].map(whole));
  const isWhole = (/** @type {Release} */ { manifests }, /** @type {number} */ at) =>
    Object.keys(manifests).length === earlier[at]?.names.length;
  return { release: /** @type {Release} */ (first), earlier: others.filter(isWhole), pins };
}

/**
 * @param {ReleaseOutline} release
 * @returns {string[]} the digests of its manifests that are kept
 */
export function manifestDigests({ pointer, names }) {
  return names.map((name) => pointer.manifests[name] || "");
}
