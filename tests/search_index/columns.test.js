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

test("words keep the start of an earlier one, take a new end, and are read at once", () => {
  const words = new ChangedWords(bytes(97, 195, 169, ...new Array(9000).fill(100), 99));
  const first = words.add(bytes(), 0, 0, 3);
  const long = words.add(words.bytes, first, 1, 9000);
  words.add(words.bytes, long, 2, 1);
  assert.deepEqual(words.read(3), ["aé", `a${"d".repeat(9000)}`, "adc"]);
});

test("words that are more than told, or no UTF-8, are refused", () => {
  const two = new ChangedWords(bytes(97, 10, 98));
  two.add(bytes(), 0, 0, 3);
  assert.throws(() => two.read(1), RangeError);
  assert.deepEqual(new ChangedWords(bytes()).read(0), []);
  const cut = new ChangedWords(bytes(195, 169));
  cut.add(bytes(), 0, 0, 1);
  cut.add(bytes(), 0, 0, 1);
  assert.throws(() => cut.read(2), TypeError);
});

test("letters that are too few for their words, or too many, are refused", () => {
  const words = new ChangedWords(bytes(97, 98));
  words.add(bytes(), 0, 0, 1);
  assert.throws(() => words.add(bytes(), 0, 0, 2), RangeError);
  assert.throws(() => words.read(1), RangeError);
});

test("pieces end with their column", () => {
  const pieces = new Pieces(bytes(1, 2, 3));
  assert.deepEqual(Array.from(pieces.next(2)), [1, 2]);
  assert.throws(() => pieces.next(2), RangeError);
});
