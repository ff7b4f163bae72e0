import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  UNIT_KINDS, convertUnits, findKind, findUnit, readNumber, showNumber, writeNumber,
} from "../../../pwa/js/decoys/units_table.js";

const TEMPLATE = readFileSync(new URL("../../../pwa/templates/decoys/units.html", import.meta.url), "utf8");

/** @type {(kind: string, amount: number, from: string, to: string) => number} */
function inUnits(kind, amount, from, to) {
  const found = findKind(kind);
  return convertUnits(amount, findUnit(found, from), findUnit(found, to));
}

/** @type {(kind: string, amount: number, from: string, to: string) => string} */
function written(kind, amount, from, to) {
  return writeNumber(inUnits(kind, amount, from, to), ".");
}

test("known conversions come out as the books say", () => {
  assert.equal(written("length", 1, "km", "mi"), "0.6213712");
  assert.equal(written("length", 26.21875, "mi", "km"), "42.19499");
  assert.equal(written("length", 6, "ft", "cm"), "182.88");
  assert.equal(written("length", 1, "nmi", "m"), "1852");
  assert.equal(written("weight", 1, "kg", "lb"), "2.204623");
  assert.equal(written("weight", 1, "st", "lb"), "14");
  assert.equal(written("weight", 16, "oz", "lb"), "1");
  assert.equal(written("volume", 1, "gal", "floz"), "128");
  assert.equal(written("volume", 1, "gal", "cup"), "16");
  assert.equal(written("volume", 3, "tsp", "tbsp"), "1");
  assert.equal(written("speed", 100, "kmh", "mph"), "62.13712");
  assert.equal(written("speed", 10, "ms", "kmh"), "36");
  assert.equal(written("area", 1, "mi2", "ac"), "640");
  assert.equal(written("area", 1, "km2", "ha"), "100");
});

test("temperatures convert on both sides of zero", () => {
  assert.equal(inUnits("temperature", 20, "c", "f"), 68);
  assert.equal(inUnits("temperature", -40, "c", "f"), -40);
  assert.equal(inUnits("temperature", -40, "f", "c"), -40);
  assert.equal(inUnits("temperature", -273.15, "c", "k"), 0);
  assert.equal(inUnits("temperature", 32, "f", "c"), 0);
  assert.equal(inUnits("temperature", 98.6, "f", "c"), 37);
  assert.equal(written("temperature", 255.3722, "k", "f"), "0");
  assert.equal(written("temperature", -17.7778, "c", "f"), "0");
});

test("there and back again is the same number, for every pair of units", () => {
  for (const kind of UNIT_KINDS) {
    for (const from of kind.units) {
      for (const to of kind.units) {
        const back = convertUnits(convertUnits(12.5, from, to), to, from);
        assert.ok(Math.abs(back - 12.5) < 1e-3, `${from.id} to ${to.id} and back: ${back}`);
        if (kind.id !== "temperature") assert.equal(writeNumber(back, "."), "12.5");
      }
    }
  }
});

test("comma and point are both decimal marks", () => {
  assert.equal(readNumber("2,5"), 2.5);
  assert.equal(readNumber("2.5"), 2.5);
  assert.equal(readNumber(",5"), 0.5);
  assert.equal(readNumber("5,"), 5);
  assert.equal(readNumber("1,234"), 1.234);
});

test("thousands may be grouped in the usual ways", () => {
  assert.equal(readNumber("1 234,5"), 1234.5);
  assert.equal(readNumber("1\u202f234,5"), 1234.5);
  assert.equal(readNumber("1'234.5"), 1234.5);
  assert.equal(readNumber("1,234.5"), 1234.5);
  assert.equal(readNumber("1.234,5"), 1234.5);
  assert.equal(readNumber("1.234.567"), 1234567);
});

test("signs, powers of ten and other digits are read", () => {
  assert.equal(readNumber("-12,5"), -12.5);
  assert.equal(readNumber("−12"), -12);
  assert.equal(readNumber("+3"), 3);
  assert.equal(readNumber("1.5e-7"), 1.5e-7);
  assert.equal(readNumber("١٢٫٥"), 12.5);
  assert.equal(readNumber("۱۲"), 12);
});

test("a number half typed is nothing yet, a word is wrong", () => {
  for (const typed of ["", " ", "-", ",", "-.", "1e", "1e-"]) assert.equal(readNumber(typed), null, typed);
  for (const typed of ["abc", "1a", "--1", "1-2", "e", "1e999", "1.2.3,4,5"]) {
    assert.ok(Number.isNaN(readNumber(typed)), typed);
  }
});

test("large and small numbers stay readable", () => {
  assert.equal(writeNumber(1234567000, "."), "1234567000");
  assert.equal(writeNumber(9999999.96, "."), "10000000");
  assert.equal(writeNumber(0.000001, "."), "0.000001");
  assert.equal(writeNumber(1.5e15, "."), "1.5e15");
  assert.equal(writeNumber(1.5e-7, ","), "1,5e-7");
  assert.equal(writeNumber(-0, "."), "0");
  assert.equal(writeNumber(0.1 + 0.2, ","), "0,3");
  assert.equal(writeNumber(Infinity, "."), "");
});

test("what stands in a field can be read again", () => {
  for (const amount of [0, -40, 0.6213712, 1234567, 1.5e-7, -2.5e22, 999999999999999]) {
    for (const mark of [".", ","]) assert.equal(readNumber(writeNumber(amount, mark)), amount);
  }
});

test("numbers to look at are grouped by thin spaces", () => {
  assert.equal(showNumber(1234.5, ","), "1234,5");
  assert.equal(showNumber(1234567.125, "."), "1\u202f234\u202f567");
  assert.equal(showNumber(12345.25, ","), "12\u202f345,25");
  assert.equal(showNumber(-40, "."), "−40");
  assert.equal(showNumber(-1.5e-7, "."), "−1.5\u202f×\u202f10⁻⁷");
});

test("each kind opens with two different units of its own", () => {
  for (const kind of UNIT_KINDS) {
    assert.notEqual(kind.from, kind.to);
    assert.ok(findUnit(kind, kind.from) && findUnit(kind, kind.to));
  }
  assert.throws(() => findKind("time"), RangeError);
  assert.throws(() => findUnit(findKind("length"), "kg"), RangeError);
});

test("the page names exactly the units of the table, in the same order", () => {
  for (const kind of UNIT_KINDS) {
    const names = TEMPLATE.split(`data-element="names-${kind.id}"`)[1]?.split("</template>")[0] ?? "";
    const ids = [...names.matchAll(/<option value="([^"]+)"/g)].map((found) => found[1]);
    assert.deepEqual(ids, kind.units.map((unit) => unit.id));
    assert.ok(TEMPLATE.includes(`kind("${kind.id}"`), kind.id);
  }
});

test("the page carries no inline script, no style and no link to anywhere", () => {
  assert.doesNotMatch(TEMPLATE, /<style|\sstyle=|<a\s|<form|\son[a-z]+=|https?:/);
  assert.doesNotMatch(TEMPLATE.replace(/<script src=[^>]*>/, ""), /<script/);
});
