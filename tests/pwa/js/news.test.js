/** When news is looked for: the choice, the clock, and what is missing. */

import assert from "node:assert/strict";
import test from "node:test";

import { HOUR_MS, isDue, isUnfinished } from "../../../pwa/js/reader/news.js";

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 24 * HOUR_MS;

for (const [choice, after] of /** @type {[string, number][]} */ ([["hourly", HOUR_MS], ["daily", DAY_MS]])) {
  test(`${choice}: due when that time has passed, and not a moment sooner`, () => {
    assert.equal(isDue(choice, NOW, NOW), false);
    assert.equal(isDue(choice, NOW - after + 1, NOW), false);
    assert.equal(isDue(choice, NOW - after, NOW), true);
    assert.equal(isDue(choice, 0, NOW), true);
  });

  test(`${choice}: a moment still to come was written by a wrong clock, and holds nothing up`, () => {
    assert.equal(isDue(choice, NOW + 1, NOW), true);
    assert.equal(isDue(choice, NOW + 10 * DAY_MS, NOW), true);
  });
}

test("R7: only when asked is never due, nor is a choice that nobody offers", () => {
  for (const choice of ["asked", "", "weekly", "constructor"]) {
    for (const checkedAt of [0, NOW - 365 * DAY_MS, NOW, NOW + DAY_MS]) {
      assert.equal(isDue(choice, checkedAt, NOW), false, choice);
    }
  }
});

test("a phone that keeps nothing yet, or the core alone, is unfinished whatever was chosen", () => {
  for (const choice of ["hourly", "daily", "asked"]) {
    assert.ok(isUnfinished(choice, undefined, "en"));
    assert.ok(isUnfinished(choice, state([], false), "en"));
    assert.ok(isUnfinished(choice, state([]), "en"));
    assert.ok(!isUnfinished(choice, state(["en"]), "en"));
  }
});

test("R7: a language that is missing is fetched by itself, but not for who looks only when she asks", () => {
  assert.ok(isUnfinished("hourly", state(["fr"]), "nl"));
  assert.ok(isUnfinished("daily", state(["fr"]), "nl"));
  assert.ok(!isUnfinished("asked", state(["fr"]), "nl"));
  assert.ok(!isUnfinished("hourly", state(["fr"]), ""), "she has chosen none yet");
});

/**
 * @param {string[]} languages
 * @param {boolean} [kept]
 */
function state(languages, kept = true) {
  return { kept, as_of: kept ? "2026-11-23" : "", newer: false, checked: kept ? NOW : 0, languages };
}
