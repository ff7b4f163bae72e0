/**
 * The exit's key sequences: Shift three times, Escape twice.
 *
 *   Shift: pressed and released alone, either key, at most 1.5 s from one to the next. Any other key
 *          in between starts anew, so typing capitals never leaves; nor does Alt+Shift, by which
 *          people change the language of their keyboard.
 *   Escape: twice within 0.6 s. The first one also closes a view, which does no harm.
 */

const SHIFT_TIMES = 3;
const SHIFT_GAP_MS = 1500;
const ESCAPE_GAP_MS = 600;

/** Watches one document's keys. */
export class ExitKeys {
  /** @param {() => void} leave */
  constructor(leave) {
    this.leave = leave;
    this.shifts = 0;
    this.lastShift = 0;
    this.lastEscape = -Infinity;
    this.shiftAlone = false;
  }

  /** @param {KeyboardEvent} event */
  onDown(event) {
    if (event.key === "Escape" && !event.repeat) {
      this.#escape(event.timeStamp);
    }
    if (event.key === "Shift") {
      const pressed = this.shiftAlone || !event.repeat;
      this.shiftAlone = pressed && !event.altKey && !event.ctrlKey && !event.metaKey;
      return;
    }
    this.shiftAlone = false;
    this.shifts = 0;
  }

  /** @param {KeyboardEvent} event */
  onUp(event) {
    if (event.key !== "Shift" || !this.shiftAlone || isSoftKeyboard(event)) {
      return;
    }
    this.shiftAlone = false;
    const near = event.timeStamp - this.lastShift <= SHIFT_GAP_MS;
    this.shifts = near ? this.shifts + 1 : 1;
    this.lastShift = event.timeStamp;
    if (this.shifts === SHIFT_TIMES) {
      this.shifts = 0;
      this.leave();
    }
  }

  /** @param {number} now */
  #escape(now) {
    if (now - this.lastEscape <= ESCAPE_GAP_MS) {
      this.leave();
    }
    this.lastEscape = now;
  }
}

/**
 * On-screen keyboards send Shift too, but name no physical key.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isSoftKeyboard(event) {
  return event.code !== "ShiftLeft" && event.code !== "ShiftRight";
}
