/** Dates, times and shares in the language of the view, and the share of what has come. */

import assert from "node:assert/strict";
import test from "node:test";

import { dateInWords, dayOf, listed, timeInWords } from "../../../pwa/js/reader/figures.js";
import { Share } from "../../../pwa/js/reader/progress.js";

/** @param {string} lang */
function speak(lang) {
  Object.defineProperty(globalThis, "document", { value: { documentElement: { lang } }, configurable: true });
}

test("a date is written as each language writes it, with the digits that Belgium prints", () => {
  const date = new Date("2026-11-21");
  const written = { en: "21 November 2026", fr: "21 novembre 2026", nl: "21 november 2026" };
  for (const [lang, words] of Object.entries(written)) {
    speak(lang);
    assert.equal(dateInWords(date, "UTC"), words);
  }
  speak("ar");
  assert.match(dateInWords(date, "UTC"), /21.*2026/);
  assert.match(timeInWords(new Date(2026, 0, 1, 21, 5)), /^21:05$/);
});

test("elements are listed as words are", () => {
  const three = /** @type {any[]} */ (["one", "two", "three"]);
  speak("fr");
  assert.equal(listed(three).join(""), "one, two et three");
  speak("nl");
  assert.equal(listed(three.slice(0, 1)).join(""), "one");
  assert.deepEqual(listed([]), []);
});

test("the day of a look is that of this phone's calendar, also over midnight and the turn of a month", () => {
  const now = new Date(2026, 2, 1, 0, 5).getTime();
  assert.equal(dayOf(0, now), "never");
  assert.equal(dayOf(now, now), "today");
  assert.equal(dayOf(new Date(2026, 1, 28, 23, 59).getTime(), now), "yesterday");
  assert.equal(dayOf(new Date(2026, 1, 28, 0, 0).getTime(), now), "yesterday");
  assert.equal(dayOf(new Date(2026, 1, 27, 23, 59).getTime(), now), "earlier");
  assert.equal(dayOf(now + 86_400_000, now), "earlier");
});

test("the share of what has come never goes back, and never says that all is done", () => {
  const share = new Share(3);
  const steps = [[10, 40], [40, 40], [0, 20], [20, 20], [5, 5], [1, 9], [9, 9], [2, 2], [1, 1], [1, 0]];
  let before = 0;
  for (const [held, needed] of /** @type {[number, number][]} */ (steps)) {
    const now = share.add({ held, needed });
    assert.ok(now >= before && now <= 0.99, String(now));
    before = now;
  }
  assert.equal(before, 0.99);
});

test("half of the first of two steps is a quarter", () => {
  const share = new Share(2);
  assert.equal(share.add({ held: 5, needed: 10 }), 0.25);
  assert.equal(share.add({ held: 10, needed: 10 }), 0.5);
  assert.equal(share.add({ held: 1, needed: 2 }), 0.75);
});
