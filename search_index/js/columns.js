/** Byte columns of the export: short numbers, and strings as what changes in them. */

const LINE_FEED = 10;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads `count` numbers of seven bits a byte, low bits first; they must fill the column exactly.
 * @param {Uint8Array} column
 * @param {number} count
 * @param {number} [limit]  all are below it
 * @returns {Uint32Array}
 * @throws {RangeError} too few bytes, too many, or a number that is too large
 */
export function readNumbers(column, count, limit = 2 ** 32) {
  if (count > column.length) {
    throw new RangeError("fewer bytes than numbers");
  }
  // Most columns hold small numbers only: the browser takes them over as they are, in one step.
  const numbers = count === column.length ? new Uint32Array(column) : readLonger(column, count);
  const below = count === column.length ? Math.min(limit, 128) : limit;
  for (let i = 0; i < count; i++) {
    if ((numbers[i] || 0) >= below) {
      throw new RangeError("a number is cut or too large");
    }
  }
  return numbers;
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
 * Words in UTF-8, each told as a change at the end of an earlier one. They are copied byte by byte and
 * decoded all at once: a view or a call for each of them would be most of what opening an export costs.
 */
export class ChangedWords {
  /** @param {Uint8Array} letters  what the words add, one after the other */
  constructor(letters) {
    this.letters = letters;
    this.taken = 0;
    this.bytes = new Uint8Array(4096);
    this.end = 0;
  }

  /**
   * Writes a word.
   * @param {Uint8Array} source  holds the earlier word
   * @param {number} start  where it begins there
   * @param {number} kept  its bytes that are kept
   * @param {number} more  the bytes that are added
   * @returns {number} where the new word begins in `bytes`
   * @throws {RangeError} there are not so many letters
   */
  add(source, start, kept, more) {
    const { letters, taken, end } = this;
    if (taken + more > letters.length) {
      throw new RangeError("letters end before their words");
    }
    this.makeRoom(kept + more + 1);
    const { bytes } = this;
    for (let i = 0; i < kept; i++) {
      bytes[end + i] = source[start + i] || 0;
    }
    for (let i = 0; i < more; i++) {
      bytes[end + kept + i] = letters[taken + i] || 0;
    }
    bytes[end + kept + more] = LINE_FEED;
    this.taken = taken + more;
    this.end = end + kept + more + 1;
    return end;
  }

  /** @param {number} more  bytes */
  makeRoom(more) {
    if (this.end + more > this.bytes.length) {
      const larger = new Uint8Array(2 * (this.end + more));
      larger.set(this.bytes);
      this.bytes = larger;
    }
  }

  /**
   * All that were written, in this order.
   * @param {number} count  how many they are
   * @returns {string[]}
   * @throws {TypeError|RangeError} not UTF-8, a word is more than one, or letters are left over
   */
  read(count) {
    if (this.taken !== this.letters.length) {
      throw new RangeError("letters are left over");
    }
    const words = readText(this.bytes.subarray(0, this.end)).split("\n");
    if (words.pop() !== "" || words.length !== count) {
      throw new RangeError("a word is two");
    }
    return words;
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
