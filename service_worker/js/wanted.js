/**
 * Which parts of a release this phone keeps: the core, the reader's language, and all others unless she
 * saves data.
 *
 * @import { Pointer, Release } from "./release.js"
 *
 * @typedef {{ language: string, thrifty: boolean }} Reader  what she reads, and whether to save data
 */

import { CORE } from "./release.js";

/**
 * @param {Pointer} pointer
 * @returns {string[]} the codes of its languages, in their order
 */
export function languagesOf(pointer) {
  return Object.keys(pointer.manifests).filter((name) => name !== CORE).sort();
}

/**
 * @param {Release|undefined} before  in force
 * @param {Pointer} pointer
 * @returns {string[]} the core, and the other parts that are kept already, in their order
 */
export function keptParts(before, pointer) {
  return [CORE, ...languagesOf(pointer).filter((name) => before && name in before.manifests)];
}

/**
 * @param {Release|undefined} before
 * @param {Pointer} pointer
 * @param {Reader} reader
 * @returns {string[]} those, and the languages that are still wanted
 */
export function wantedParts(before, pointer, reader) {
  const kept = keptParts(before, pointer);
  return [...kept, ...wantedLanguages(pointer, reader).filter((name) => !kept.includes(name))];
}

/**
 * @param {Pointer} pointer
 * @param {Reader} reader
 * @returns {string[]} her own language first
 */
function wantedLanguages(pointer, { language, thrifty }) {
  const own = languagesOf(pointer).filter((name) => name === language);
  return thrifty ? own : [...own, ...languagesOf(pointer).filter((name) => name !== language)];
}
