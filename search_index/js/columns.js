/** Byte columns of the export: short numbers, and strings as what changes in them. */

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads `count` numbers of seven bits a byte, low bits first; they must fill the column exactly.
 * @param {Uint8Array} column
 * @param {number} count
 * @returns {Uint32Array}
 * @throws {RangeError} too few bytes, or too many
 */
export function readNumbers(column, count) {
  if (count > column.length) {
    throw new RangeError("fewer bytes than numbers");
  }
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
  let all = 0;
  for (let i = 0; i < bytes.length; i++) {
    all |= bytes[i] || 0;
  }
  const isShortAscii = all < 128 && bytes.length < 1000;
  return isShortAscii ? String.fromCharCode.apply(null, Array.from(bytes)) : utf8.decode(bytes);
}

/** A string in UTF-8 that changes at its end, word after word. */
export class ChangingWord {
  constructor() {
    this.bytes = new Uint8Array(64);
    this.length = 0;
  }

  /**
   * Keeps the first `kept` bytes and adds others.
   * @param {number} kept
   * @param {Uint8Array} added
   * @throws {RangeError} it has fewer bytes than are to be kept
   */
  change(kept, added) {
    if (kept < 0 || kept > this.length) {
      throw new RangeError("keeps more than there is");
    }
    const length = kept + added.length;
    if (length > this.bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(added, kept);
    this.length = length;
  }

  /**
   * The bytes as they are now.
   * @returns {Uint8Array}
   */
  current() {
    return this.bytes.subarray(0, this.length);
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
