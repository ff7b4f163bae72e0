/** How many slips lie between two words; `search_index/edit_distance.py`, the twin, draws it. */

/**
 * The distance (optimal string alignment), or `most + 1` as soon as it must be larger.
 * @param {string} typed
 * @param {string} known
 * @param {number} most
 * @returns {number}
 */
export function editDistance(typed, known, most) {
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
  return above[known.length] || 0;
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
