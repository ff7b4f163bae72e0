/**
 * The line above the results: how many pages were found, for who cannot see them, and a better spelling.
 * It changes when the fingers rest, and stays as it is while one types: nothing jumps.
 */

import { instance } from "./parts.js";

/** @import { Hint } from "../../../search_index/js/search.js" */

/**
 * @param {Element} place  of the results
 * @param {HTMLInputElement} field
 * @param {{ count: number, hint: Hint|undefined }} told
 * @param {() => boolean} isAsked
 */
export async function showHint(place, field, { count, hint }, isAsked) {
  const line = place.querySelector(":scope > [data-hint]") || (await instance("found-line"));
  if (!line || !isAsked()) {
    return;
  }
  // One line that is changed, not one after the other: only what changes is read aloud.
  writeHint(line, "span", count ? String(count) : "");
  writeHint(line, "bdi", hint && !hint.isNew ? hint.spelling : "");
  const button = writeHint(line, "button", hint && hint.isNew ? hint.spelling : "");
  button.onclick = () => takeSpelling(place, field, button);
  if (!line.isConnected) {
    place.prepend(line);
  }
}

/**
 * Writes a text into its paragraph, which is not shown without one.
 * @param {Element} line
 * @param {string} name  of the element that holds it
 * @param {string} text
 * @returns {HTMLElement}
 */
function writeHint(line, name, text) {
  const written = /** @type {HTMLElement} */ (line.querySelector(name));
  const paragraph = /** @type {HTMLElement} */ (written.closest("p"));
  if (paragraph.hidden === Boolean(text)) {
    paragraph.hidden = !text;
  }
  if (written.textContent !== text) {
    written.textContent = text;
  }
  return written;
}

/**
 * Puts the better spelling into the field, which asks it. The button goes, so the results take the
 * focus: the field would call the keyboard up again.
 * @param {Element} place
 * @param {HTMLInputElement} field
 * @param {HTMLElement} button
 */
function takeSpelling(place, field, button) {
  field.value = button.textContent || "";
  if (place instanceof HTMLElement) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
  /** @type {HTMLElement} */ (button.closest("p")).hidden = true;
  field.dispatchEvent(new Event("input"));
}
