/** X8: the key sequences that leave, and all that looks like them and must not. */

import assert from "node:assert/strict";
import test from "node:test";

import { ExitKeys } from "../../../pwa/js/exit/keys.js";

/** Hands and a clock: presses keys and counts how often that left. */
class Keyboard {
  constructor() {
    this.now = 0;
    this.left = 0;
    this.keys = new ExitKeys(() => {
      this.left += 1;
    });
  }

  /** @param {number} milliseconds */
  wait(milliseconds) {
    this.now += milliseconds;
  }

  /**
   * @param {string} key
   * @param {object} [more]  other fields of the event
   */
  down(key, more = {}) {
    this.keys.onDown(this.#event(key, more));
  }

  /**
   * @param {string} key
   * @param {object} [more]
   */
  up(key, more = {}) {
    this.keys.onUp(this.#event(key, more));
  }

  /**
   * @param {string} key
   * @param {object} [more]
   */
  press(key, more = {}) {
    this.down(key, more);
    this.wait(50);
    this.up(key, more);
  }

  /**
   * Shift again and again, `gap` milliseconds from one release to the next.
   * @param {number} times
   * @param {number} gap
   * @param {string[]} codes
   */
  shifts(times, gap, codes = ["ShiftLeft"]) {
    for (let number = 0; number < times; number += 1) {
      this.wait(gap - 50);
      this.press("Shift", { code: codes[number % codes.length] });
    }
  }

  /**
   * @param {string} key
   * @param {object} more
   * @returns {KeyboardEvent}
   */
  #event(key, more) {
    const code = key === "Shift" ? "ShiftLeft" : "";
    const event = { key, code, repeat: false, altKey: false, ctrlKey: false, metaKey: false };
    return /** @type {any} */ ({ ...event, timeStamp: this.now, ...more });
  }
}

test("Shift three times leaves, once", () => {
  const keyboard = new Keyboard();
  keyboard.shifts(2, 300);
  assert.equal(keyboard.left, 0);
  keyboard.shifts(1, 300);
  assert.equal(keyboard.left, 1);
  keyboard.shifts(2, 300);
  assert.equal(keyboard.left, 1);
  keyboard.shifts(1, 300);
  assert.equal(keyboard.left, 2);
});

for (const codes of [["ShiftLeft"], ["ShiftRight"], ["ShiftLeft", "ShiftRight"], ["ShiftRight", "ShiftLeft"]]) {
  test(`Shift three times leaves with ${codes.join(" and ")}`, () => {
    const keyboard = new Keyboard();
    keyboard.shifts(3, 400, codes);
    assert.equal(keyboard.left, 1);
  });
}

test("1.5 s from one to the next is near enough, more is not", () => {
  const slow = new Keyboard();
  slow.shifts(3, 1500);
  assert.equal(slow.left, 1);
  const slower = new Keyboard();
  slower.shifts(9, 1501);
  assert.equal(slower.left, 0);
});

test("after a pause the count starts anew", () => {
  const keyboard = new Keyboard();
  keyboard.shifts(2, 300);
  keyboard.wait(5000);
  keyboard.shifts(2, 300);
  assert.equal(keyboard.left, 0);
  keyboard.shifts(1, 300);
  assert.equal(keyboard.left, 1);
});

test("the first seconds of a page count like all others", () => {
  const keyboard = new Keyboard();
  keyboard.shifts(3, 60);
  assert.equal(keyboard.left, 1);
});

test("typing capitals never leaves", () => {
  const keyboard = new Keyboard();
  for (const letter of "HELP ME NOW") {
    keyboard.down("Shift");
    keyboard.press(letter);
    keyboard.up("Shift");
  }
  assert.equal(keyboard.left, 0);
});

test("a capital between two presses starts the count anew", () => {
  const keyboard = new Keyboard();
  keyboard.shifts(2, 200);
  keyboard.down("Shift");
  keyboard.press("A");
  keyboard.up("Shift");
  keyboard.shifts(2, 200);
  assert.equal(keyboard.left, 0);
});

test("a small letter between two presses starts the count anew", () => {
  const keyboard = new Keyboard();
  for (const letter of "abcdef") {
    keyboard.shifts(2, 100);
    keyboard.press(letter);
  }
  assert.equal(keyboard.left, 0);
});

test("holding Shift is one press, however often the key repeats", () => {
  const keyboard = new Keyboard();
  keyboard.down("Shift");
  for (let number = 0; number < 30; number += 1) {
    keyboard.wait(30);
    keyboard.down("Shift", { repeat: true });
  }
  keyboard.up("Shift");
  assert.equal(keyboard.left, 0);
  keyboard.shifts(2, 300);
  assert.equal(keyboard.left, 1);
});

test("a Shift that still repeats after a capital is not pressed alone", () => {
  const keyboard = new Keyboard();
  for (let number = 0; number < 5; number += 1) {
    keyboard.down("Shift");
    keyboard.press("A");
    keyboard.down("Shift", { repeat: true });
    keyboard.up("Shift");
  }
  assert.equal(keyboard.left, 0);
});

test("a Shift that was pressed elsewhere and released here does not count", () => {
  const keyboard = new Keyboard();
  for (let number = 0; number < 5; number += 1) {
    keyboard.up("Shift");
  }
  assert.equal(keyboard.left, 0);
});

for (const modifier of ["altKey", "ctrlKey", "metaKey"]) {
  test(`Shift under ${modifier}, as to change the keyboard's language, does not count`, () => {
    const keyboard = new Keyboard();
    keyboard.down("Alt");
    for (let number = 0; number < 5; number += 1) {
      keyboard.press("Shift", { [modifier]: true });
      keyboard.down("Shift", { [modifier]: true, repeat: true });
      keyboard.up("Shift", { [modifier]: true });
    }
    keyboard.up("Alt");
    assert.equal(keyboard.left, 0);
  });
}

for (const code of ["", "Unidentified"]) {
  test(`the Shift of an on-screen keyboard (code "${code}") is ignored`, () => {
    const keyboard = new Keyboard();
    keyboard.shifts(9, 200, [code]);
    assert.equal(keyboard.left, 0);
  });
}

test("Escape twice within 0.6 s leaves", () => {
  const keyboard = new Keyboard();
  keyboard.wait(10_000);
  keyboard.down("Escape");
  assert.equal(keyboard.left, 0);
  keyboard.wait(600);
  keyboard.down("Escape");
  assert.equal(keyboard.left, 1);
});

test("Escape twice, more than 0.6 s apart, does not", () => {
  const keyboard = new Keyboard();
  for (let number = 0; number < 9; number += 1) {
    keyboard.wait(601);
    keyboard.down("Escape");
  }
  assert.equal(keyboard.left, 0);
});

test("one Escape at the very start of a page does not leave, held down or not", () => {
  const keyboard = new Keyboard();
  keyboard.down("Escape");
  keyboard.wait(100);
  keyboard.down("Escape", { repeat: true });
  assert.equal(keyboard.left, 0);
});

test("Escape between two presses of Shift starts their count anew", () => {
  const keyboard = new Keyboard();
  keyboard.shifts(2, 200);
  keyboard.press("Escape");
  keyboard.shifts(2, 200);
  assert.equal(keyboard.left, 0);
});
