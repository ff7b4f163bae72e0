/** Whether one word is surely another one, mistyped. The twin of `search_index/sure_slips.py`, which says why. */

const SHORTEST_SLIPPED = 5;
const ANY_SLIP_FROM = 7;
const ALIKE_SOUNDS = ["aeiouy", "cszkq"];

/**
 * @param {string} typed  folded
 * @param {string} meant  folded, within the slips allowed
 * @returns {boolean}
 */
export function isLikelySlip(typed, meant) {
  if (typed.length < SHORTEST_SLIPPED || typed[0] !== meant[0]) {
    return false;
  }
  if (typed.startsWith(meant) || meant.startsWith(typed)) {
    return false;
  }
  if (typed.length >= ANY_SLIP_FROM || typed.length !== meant.length) {
    return true;
  }
  let place = 0;
  while (typed[place] === meant[place]) {
    place++;
  }
  const wrong = typed[place] || "";
  const right = meant[place] || "";
  const isSwapped = typed[place + 1] === right && meant[place + 1] === wrong;
  return isSwapped || ALIKE_SOUNDS.some((letters) => letters.includes(wrong) && letters.includes(right));
}
