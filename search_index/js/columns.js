/** Byte columns of the export: short numbers, and strings as what changes in them. */

const utf8 = new TextDecoder("utf-8", { fatal: true });
const anyBytes = new TextDecoder();

/**
 * Reads `count` numbers of seven bits a byte, low bits first; they must fill the column exactly.
 * @param {Uint8Array} column
 * @param {number} count
 * @returns {Uint8Array|Uint32Array}
 * @throws {RangeError} too few bytes, too many, or a number that is cut
 */
export function readNumbers(column, count) {
  if (count > column.length) {
    throw new RangeError("fewer bytes than numbers");
  }
  // Most columns hold small numbers only, a byte each: such a column is the numbers as it is.
  return count === column.length && isAscii(column) ? column : readLonger(column, count);
}

/**
 * @param {Uint8Array} column
 * @returns {boolean} whether all bytes are below 128
 */
function isAscii(column) {
  // The browser's own decoder looks sooner than a loop that is not compiled yet: larger bytes become
  // fewer letters, or the sign for what is no text.
  const text = anyBytes.decode(column);
  return text.length === column.length && !text.includes("\ufffd");
}

/**
 * @param {Uint8Array} column
 * @param {number} count
 * @returns {Uint32Array}
 */
function readLonger(column, count) {
  const numbers = new Uint32Array(count);
  let place = 0;
  for (let i = 0; i < count; i++) {
    let byte = column[place++] || 0;
    let number = byte & 127;
    for (let shift = 7; byte > 127 && place < column.length; shift += 7) {
      byte = column[place++] || 0;
      number |= (byte & 127) << shift;
    }
    if (byte > 127) {
      throw new RangeError("the last number is cut");
    }
    numbers[i] = number;
  }
  if (place !== column.length) {
    throw new RangeError("numbers do not fill their column");
  }
  return numbers;
}

/**
 * @param {Uint8Array} bytes  UTF-8
 * @returns {string}
 * @throws {TypeError} not UTF-8
 */
export function readText(bytes) {
  return utf8.decode(bytes);
}

/**
 * Words, each told as a change at the end of an earlier one. The letters of all are decoded at once and
 * words cut and joined as strings: to copy bytes would be most of what opening an export costs.
 */
export class ChangedWords {
  /**
   * @param {Uint8Array} letters  UTF-8: what the words add, one after the other
   * @throws {TypeError} not UTF-8
   */
  constructor(letters) {
    this.letters = readText(letters);
    this.taken = 0;
  }

  /**
   * @param {string} before  the earlier word
   * @param {number} kept  how much of it is kept, in UTF-16 units
   * @param {number} more  how much is added
   * @returns {string}
   * @throws {RangeError} there is not so much
   */
  next(before, kept, more) {
    const end = this.taken + more;
    if (kept < 0 || kept > before.length || end > this.letters.length) {
      throw new RangeError("words end before their changes");
    }
    const word = before.slice(0, kept) + this.letters.slice(this.taken, end);
    this.taken = end;
    return word;
  }

  /** @throws {RangeError} letters are left over */
  end() {
    if (this.taken !== this.letters.length) {
      throw new RangeError("letters are left over");
    }
  }
}

/** Hands out a column piece by piece. */
export class Pieces {
  /** @param {Uint8Array} column */
  constructor(column) {
    this.column = column;
    this.place = 0;
  }

  /**
   * @param {number} length
   * @returns {Uint8Array}
   * @throws {RangeError} the column ends before
   */
  next(length) {
    const end = this.place + length;
    if (end > this.column.length) {
      throw new RangeError("column too short");
    }
    const piece = this.column.subarray(this.place, end);
    this.place = end;
    return piece;
  }
}
