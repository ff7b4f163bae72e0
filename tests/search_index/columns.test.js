import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangingWord, Pieces, readNumbers, readText } from "../../search_index/js/columns.js";

const bytes = (...values) => Uint8Array.from(values);

test("numbers are read seven bits a byte, low bits first", () => {
  assert.deepEqual(Array.from(readNumbers(bytes(0, 127, 128, 1, 172, 2), 4)), [0, 127, 128, 300]);
});

test("a column that ends early, late or within a number is refused", () => {
  assert.throws(() => readNumbers(bytes(1), 2), RangeError);
  assert.throws(() => readNumbers(bytes(1, 1), 1), RangeError);
  assert.throws(() => readNumbers(bytes(128), 1), RangeError);
  assert.throws(() => readNumbers(bytes(), 1e9), RangeError);
});

test("a number without an end is refused, not read for ever", () => {
  assert.throws(() => readNumbers(new Uint8Array(10000).fill(255), 1), RangeError);
});

test("text is UTF-8, or refused", () => {
  assert.equal(readText(bytes(97, 195, 169)), "aé");
  assert.throws(() => readText(bytes(195)), TypeError);
});

test("a word keeps its start, takes a new end, and grows", () => {
  const word = new ChangingWord();
  word.change(0, bytes(97, 98));
  word.change(1, bytes(99));
  assert.equal(readText(word.current()), "ac");
  assert.throws(() => word.change(3, bytes()), RangeError);
  assert.throws(() => word.change(-1, bytes()), RangeError);
  word.change(2, new Uint8Array(500).fill(100));
  assert.equal(word.current().length, 502);
});

test("pieces end with their column", () => {
  const pieces = new Pieces(bytes(1, 2, 3));
  assert.deepEqual(Array.from(pieces.next(2)), [1, 2]);
  assert.throws(() => pieces.next(2), RangeError);
});
