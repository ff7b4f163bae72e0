import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance } from "../../search_index/js/edit_distance.js";

const CASES = [
  ["abort", "abort", 0],
  ["abrot", "abort", 1],
  ["abor", "abort", 1],
  ["aborrt", "abort", 1],
  ["abbot", "abort", 2],
  ["tabor", "abort", 2],
  ["", "ab", 2],
  ["ca", "abc", 3],
];

for (const [typed, known, slips] of CASES) {
  test(`${typed || "nothing"} is ${slips} from ${known}`, () => {
    assert.equal(editDistance(typed, known, 9), slips);
    assert.equal(editDistance(known, typed, 9), slips);
  });
}

test("what is too far is only known to be too far", () => {
  assert.equal(editDistance("police", "hospital", 2), 3);
});
