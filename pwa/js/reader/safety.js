/** The safety page's controls: what is kept, news on request, and deleting. */

import { keepNothing, keptState, lookForNews } from "./keeping.js";
import { instance } from "./parts.js";

/** Connects whatever of these controls the present view has. */
export async function connectSafety() {
  const state = await keptState();
  if (!state || !state.kept) {
    return;
  }
  const line = find("kept");
  const words = line && (await instance("kept-state"));
  if (line && words) {
    const [date, checked] = words.querySelectorAll("time");
    write(date, new Date(state.as_of));
    write(checked, new Date(state.checked));
    line.replaceChildren(words);
    line.hidden = false;
  }
  connectButton("check", checkNow);
  connectButton("erase", keepNothing);
}

/**
 * @param {string} name
 * @returns {HTMLElement|null}
 */
function find(name) {
  return document.querySelector(`[data-element="${name}"]`);
}

/**
 * @param {string} name
 * @param {() => void} action
 */
function connectButton(name, action) {
  const place = find(name);
  const button = place && place.querySelector("button");
  if (place && button) {
    button.onclick = action;
    place.hidden = false;
  }
}

/** Looks for news and says what came of it. */
async function checkNow() {
  const outcome = await lookForNews();
  const words = await instance(outcome === "failed" ? "no-answer" : "up-to-date");
  const place = find("check-answer");
  if (place && words && outcome !== "newer") {
    place.replaceChildren(words);
  }
}

/**
 * @param {HTMLTimeElement|undefined} element
 * @param {Date} date
 */
function write(element, date) {
  if (element) {
    // Plain “en” would put the month first, which nobody in Europe expects.
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    element.textContent = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(date);
  }
}
