/**
 * @param {Uint8Array[]} pieces
 * @returns {Uint8Array} all of them in one; a single piece is handed on as it is
 */
export function joined(pieces) {
  const [first, ...rest] = pieces;
  if (first && rest.length === 0) {
    return first;
  }
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    whole.set(piece, start);
    start += piece.length;
  }
  return whole;
}
