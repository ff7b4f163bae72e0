/**
 * Where a stemmer waits until the search asks for it.
 *
 * A site ships each stemmer as a script of its own, loaded only for the languages that are read.
 * Such a script knows nobody: it puts its function under the algorithm's name ("english") into
 * `globalThis.stemmers`, and whoever opens an export looks there for the name that it gives.
 *
 * @typedef {(word: string) => string} Stem  one word in lower case -> its stem
 */

/**
 * The map from algorithm name ("english") to function, made on first use.
 * @returns {Map<string, Stem>}
 */
function registeredStemmers() {
  const world = /** @type {{ stemmers?: Map<string, Stem> }} */ (globalThis);
  if (!world.stemmers) {
    world.stemmers = new Map();
  }
  return world.stemmers;
}

/**
 * @param {string} name  the algorithm's
 * @param {Stem} stem
 */
export function registerStemmer(name, stem) {
  registeredStemmers().set(name, stem);
}

/**
 * @param {string} name  as an export names it
 * @returns {Stem | undefined} nothing when its script was not loaded, or there is none
 */
export function stemmerNamed(name) {
  return registeredStemmers().get(name);
}
