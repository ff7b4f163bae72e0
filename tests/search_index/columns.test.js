import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangedWords, Pieces, readNumbers, readText } from "../../search_index/js/columns.js";

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

test("a column of small numbers is taken as it is, but not one that only looks as long", () => {
  const small = bytes(1, 127, 0);
  assert.equal(readNumbers(small, 3), small);
  assert.throws(() => readNumbers(bytes(1, 255, 1), 3), RangeError);
  assert.throws(() => readNumbers(bytes(195, 169), 2), RangeError);
});

test("words keep the start of an earlier one and take a new end, counted in letters", () => {
  const words = new ChangedWords(bytes(97, 195, 169, ...new Array(9000).fill(100), 99));
  const first = words.next("", 0, 2);
  const long = words.next(first, 1, 9000);
  assert.deepEqual([first, long, words.next(long, 2, 1)], ["aé", `a${"d".repeat(9000)}`, "adc"]);
  words.end();
});

test("letters that are no UTF-8, too few for their words, or too many, are refused", () => {
  assert.throws(() => new ChangedWords(bytes(195)), TypeError);
  const words = new ChangedWords(bytes(97, 98));
  const first = words.next("", 0, 1);
  assert.throws(() => words.next(first, 0, 2), RangeError);
  assert.throws(() => words.next(first, 2, 0), RangeError);
  assert.throws(() => words.next(first, -1, 0), RangeError);
  assert.throws(() => words.end(), RangeError);
});

test("pieces end with their column", () => {
  const pieces = new Pieces(bytes(1, 2, 3));
  assert.deepEqual(Array.from(pieces.next(2)), [1, 2]);
  assert.throws(() => pieces.next(2), RangeError);
});
