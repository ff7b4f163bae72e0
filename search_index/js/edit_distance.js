/** How many slips lie between two words; `search_index/edit_distance.py`, the twin, draws it. */

/**
 * The distance (optimal string alignment), or `most + 1` as soon as it must be larger.
 * @param {string} typed
 * @param {string} known
 * @param {number} most
 * @returns {number}
 */
export function editDistance(typed, known, most) {
  const shortest = Math.min(typed.length, known.length);
  // What both begin and end with costs nothing: of most words only a letter or two is left.
  let start = 0;
  while (start < shortest && typed.charCodeAt(start) === known.charCodeAt(start)) {
    start++;
  }
  let typedEnd = typed.length;
  let knownEnd = known.length;
  while (
    typedEnd > start &&
    knownEnd > start &&
    typed.charCodeAt(typedEnd - 1) === known.charCodeAt(knownEnd - 1)
  ) {
    typedEnd--;
    knownEnd--;
  }
  if (typedEnd === start || knownEnd === start) {
    return Math.min(typedEnd + knownEnd - 2 * start, most + 1);
  }
  return distanceBetween(typed.slice(start, typedEnd), known.slice(start, knownEnd), most);
}

/**
 * @param {string} typed  not empty
 * @param {string} known
 * @param {number} most
 * @returns {number}
 */
function distanceBetween(typed, known, most) {
  /** @type {number[]} */
  let before = [];
  let above = Array.from({ length: known.length + 1 }, (_, column) => column);
  for (let i = 1; i <= typed.length; i++) {
    const row = nextRow(typed, known, i, above, before);
    if (Math.min(...row) > most) {
      return most + 1;
    }
    before = above;
    above = row;
  }
  return Math.min(above[known.length] || 0, most + 1);
}

/**
 * @param {string} typed
 * @param {string} known
 * @param {number} i
 * @param {number[]} above
 * @param {number[]} before
 * @returns {number[]}
 */
function nextRow(typed, known, i, above, before) {
  const row = [i];
  for (let j = 1; j <= known.length; j++) {
    const changed = typed[i - 1] === known[j - 1] ? 0 : 1;
    let cost = Math.min(
      (above[j] || 0) + 1,
      (row[j - 1] || 0) + 1,
      (above[j - 1] || 0) + changed,
    );
    if (i > 1 && j > 1 && typed[i - 1] === known[j - 2] && typed[i - 2] === known[j - 1]) {
      cost = Math.min(cost, (before[j - 2] || 0) + 1);
    }
    row.push(cost);
  }
  return row;
}
