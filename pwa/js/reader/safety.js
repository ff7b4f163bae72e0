/** The safety page's controls: what is kept, when news is looked for, and deleting. */

import { savesData } from "../ports/device.js";
import { dateInWords, dayOf, listed, timeInWords } from "./figures.js";
import { chooseNews, hasEnded, keepNothing, keptState, lookForNews, newsChoice } from "./keeping.js";
import { instance } from "./parts.js";

/** @import { State } from "./news.js" */

/** What is said of an outcome; of a newer guide, its own notice tells. */
const ANSWERS = new Map([
  ["same", "up-to-date"],
  ["failed", "no-answer"],
  ["full", "no-room"],
]);

let isLooking = false;

/** Connects whatever of these controls the present view has. */
export async function connectSafety() {
  if (!find("kept")) {
    return;
  }
  if (hasEnded()) {
    await say("kept", "ended");
    ["check", "news", "erase"].forEach(hide);
    return;
  }
  const state = await keptState();
  if (!state) {
    return;
  }
  // Where nothing has come yet, this tries it again.
  connectButton("check", checkNow);
  if (state.kept) {
    await tellState(state);
    connectButton("erase", keepNothing);
    connectChoices();
  }
}

/**
 * @param {string} name
 * @returns {HTMLElement|null}
 */
function find(name) {
  return document.querySelector(`[data-element="${name}"]`);
}

/** @param {string} name */
function hide(name) {
  const place = find(name);
  if (place) {
    place.hidden = true;
  }
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

/**
 * Says something at a place of the present view, if it has that place.
 * @param {string} name
 * @param {string} id  of the template
 * @param {(words: HTMLElement) => void} [complete]
 */
async function say(name, id, complete = () => undefined) {
  const words = find(name) && (await instance(id));
  const place = find(name);
  if (place && words) {
    complete(words);
    place.replaceChildren(words);
  }
}

/** @param {State} state */
async function tellState(state) {
  await say("kept", "kept-state", (words) => {
    // The date of a guide is the same day everywhere; that of a look is this phone's own.
    write(words, "date", dateInWords(new Date(state.as_of), "UTC"));
    leaveOnly(words, "data-day", dayOf(state.checked, Date.now()));
    write(words, "day", dateInWords(new Date(state.checked)));
    write(words, "time", timeInWords(new Date(state.checked)));
    leaveOnly(words, "data-kept", state.languages.length ? "some" : "none");
    tellLanguages(words, state.languages);
    words.querySelector("[data-thrifty]")?.toggleAttribute("hidden", !savesData());
  });
}

/**
 * @param {HTMLElement} words
 * @param {string} name
 * @param {string} text
 */
function write(words, name, text) {
  for (const place of words.querySelectorAll(`[data-write="${name}"]`)) {
    (place.querySelector("time") || place).textContent = text;
  }
}

/**
 * Of several wordings leaves the one that is true.
 * @param {HTMLElement} words
 * @param {string} attribute
 * @param {string} value
 */
function leaveOnly(words, attribute, value) {
  for (const wording of words.querySelectorAll(`[${attribute}]`)) {
    if (wording.getAttribute(attribute) !== value) {
      wording.remove();
    }
  }
}

/**
 * @param {HTMLElement} words
 * @param {string[]} codes
 */
function tellLanguages(words, codes) {
  const place = words.querySelector("[data-names]");
  if (place) {
    const names = [...place.querySelectorAll("bdi")].filter(({ lang }) => codes.includes(lang));
    place.replaceChildren(...listed(names));
  }
}

/** Looks for news and says what came of it. */
async function checkNow() {
  if (isLooking) {
    return;
  }
  isLooking = true;
  await say("check-answer", "looking");
  const answer = ANSWERS.get(await lookForNews());
  isLooking = false;
  if (answer) {
    await say("check-answer", answer);
  } else {
    find("check-answer")?.replaceChildren();
  }
}

/** Shows the reader's choice, and takes another one. */
function connectChoices() {
  const group = find("news");
  if (!group) {
    return;
  }
  for (const field of group.querySelectorAll("input")) {
    field.checked = field.value === newsChoice();
    field.onchange = () => {
      const isSaved = chooseNews(field.value);
      say("news-answer", isSaved ? "chosen" : "chosen-for-now", (words) => {
        write(words, "choice", field.parentElement?.textContent?.trim() || "");
      });
    };
  }
  group.hidden = false;
}
