/** When news is looked for: what the reader chose, and whether it is time. No clock, no storage. */

export const HOUR_MS = 3_600_000;

/** How long the last answer is good for. A choice that is not here: until she asks. */
const GOOD_FOR_MS = new Map([
  ["hourly", HOUR_MS],
  ["daily", 24 * HOUR_MS],
]);

/**
 * @typedef {object} State
 * @property {boolean} kept
 * @property {string} as_of  the date of what this window reads
 * @property {boolean} newer  whether a newer guide than that is kept
 * @property {number} checked  when the server was last asked, milliseconds since 1970
 * @property {string[]} languages  that are kept
 */

/**
 * Whether it is time to look for news without being asked.
 * @param {string} choice  `hourly`, `daily` or `asked`
 * @param {number} checkedAt  milliseconds since 1970; 0: never
 * @param {number} now
 * @returns {boolean}
 */
export function isDue(choice, checkedAt, now) {
  const goodFor = GOOD_FOR_MS.get(choice);
  // A moment that is still to come was written by a clock that has been put right since.
  return goodFor !== undefined && (checkedAt > now || now - checkedAt >= goodFor);
}

/**
 * Whether something is missing that the reader counts on. Who looks only when she asks counts on one
 * language; others also on the one that she reads now, if she has chosen one.
 * @param {string} choice
 * @param {State|undefined} state
 * @param {string} language  what she reads, or nothing
 * @returns {boolean}
 */
export function isUnfinished(choice, state, language) {
  const whole = state && state.kept ? state.languages : [];
  const isMissing = language !== "" && !whole.includes(language);
  return !whole.length || (choice !== "asked" && isMissing);
}
