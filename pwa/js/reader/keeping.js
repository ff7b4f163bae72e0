/**
 * Keeping: asks the worker to keep the guide, and tells the reader, once, what happened.
 *
 *   opened, or the network is back, or time has passed, or another language is read
 *            |         --- not due yet (news.js) --> nothing is asked
 *            |
 *   the worker looks for news --- a line of progress, when this is the first time
 *            |
 *   first    -> "kept", with "not my phone: keep nothing"
 *   newer    -> "newer guide is ready: now / later"; nothing reloads by itself
 *   full     -> said once, until there is room again
 *   removed  -> the publisher ends it; the safety page says so
 *   same, failed -> nothing is said to who did not ask
 */

import {
  emptyStorage, forgetToldFull, noteToldFull, readNewsChoice, rememberPlace, saveNewsChoice,
  savesData, takePlace, wasToldFull,
} from "../ports/device.js";
import { reopenDocument } from "../ports/address.js";
import { askToForget } from "../ports/network.js";
import {
  askWorker, canKeep, noticeWaiting, removeWorkers, replaceWaiting, startWorker,
} from "../ports/worker.js";
import { isDue, isUnfinished } from "./news.js";
import { closeNotice, showNotice } from "./notices.js";
import { ProgressLine } from "./progress.js";
import { showRest } from "./rest.js";
import { currentPath, openView, SHOWN } from "./views.js";

/** @import { State } from "./news.js" */

/** Fired on the document when what is kept may have changed. */
export const KEPT = "kept";

/** How often it is asked, of this phone alone, whether it is time to look for news. */
const LOOK_AGAIN_MS = 300_000;

let keepsNothing = false;
let wasRemoved = false;

/** Whether a newer guide than that of this document is kept. */
let newerWaits = false;

/** Languages for which it was found out, when she began to read them, whether they are missing. */
const seen = new Set();

/** When news was last looked for in this document, whatever came of it; 0: it may be at once. */
let lookedAt = 0;

/** Whether the worker looks for news, for this document. */
let isBusy = false;

/** The reader's choice, in a browser that keeps none. */
let choiceForNow = "";

/** Starts keeping, or asks first, as the site is set. */
export function startKeeping() {
  returnToPlace();
  if (!isSecureContext) {
    showNotice("notice-unkept");
  } else if (canKeep() && document.body.dataset.keep === "ask") {
    askFirst();
  } else if (canKeep()) {
    keep();
  }
}

/** Goes on where the reader was, when this document was opened anew to show her a newer guide. */
async function returnToPlace() {
  const place = takePlace();
  if (place && place.path !== currentPath()) {
    await openView(place.path);
  }
  if (place) {
    showRest();
    scrollTo(0, place.scroll);
  }
}

/** Asks before anything is kept; a phone that keeps it already is not asked again. */
async function askFirst() {
  const state = await askWorker({ ask: "state" });
  if (state && state.kept) {
    keep();
  } else {
    showNotice("notice-ask", { keep });
  }
}

/** Keeps the guide from now on; where the browser lets sites keep nothing, reading goes on. */
async function keep() {
  try {
    await startWorker();
  } catch {
    return;
  }
  noticeWaiting(mendWorker);
  addEventListener("online", () => {
    lookedAt = 0;
    mendWorker();
    lookIfDue();
  });
  setInterval(lookIfDue, LOOK_AGAIN_MS);
  document.addEventListener("visibilitychange", lookIfDue);
  document.addEventListener(SHOWN, () => {
    if (!seen.has(languageRead())) {
      lookIfDue();
    }
  });
  await lookIfDue();
}

/** Without a network it stays as it is until there is one. */
function mendWorker() {
  if (canLook()) {
    replaceWaiting().catch(() => undefined);
  }
}

/** @returns {string} what she reads; empty on the page that lists the languages: she has chosen none */
function languageRead() {
  return currentPath() === "/" ? "" : document.documentElement.lang;
}

/**
 * Looks for news if it is time, or if something is missing; an attempt that failed waits its hour. Never
 * in the background: a window that nobody sees waits until somebody does.
 */
async function lookIfDue() {
  if (document.hidden || hasLeft()) {
    return;
  }
  const language = languageRead();
  const isAgain = seen.has(language);
  seen.add(language);
  const state = await keptState();
  if (state && state.newer && !newerWaits) {
    // Another window has brought it, or this one was not there any more when it came.
    showNewer();
  }
  const choice = newsChoice();
  const isMissing = isUnfinished(choice, state, language);
  const isTime = isDue(choice, Math.max(state ? state.checked : 0, lookedAt), Date.now());
  const isLong = !isAgain || isDue("hourly", lookedAt, Date.now());
  if (!canLook() || !(isTime || (isMissing && isLong))) {
    return;
  }
  const isFirst = !state || !state.kept;
  const outcome = await look(isFirst ? new ProgressLine("progress-first") : undefined);
  if (outcome === "newer" && !newerWaits) {
    showNewer();
  } else if (outcome === "full" && !wasToldFull()) {
    noteToldFull();
    showNotice(isFirst ? "notice-full-first" : "notice-full");
  }
}

/** @returns {boolean} */
function canLook() {
  return canKeep() && !keepsNothing && !wasRemoved && !hasLeft();
}

/** @returns {boolean} whether she has left: nothing is asked for, while the exit's page is on its way */
function hasLeft() {
  return document.body.classList.contains("left");
}

/**
 * Looks for news because the reader asked.
 * @returns {Promise<string>} `first`, `newer`, `same`, `failed`, `full` or `removed`
 */
export async function lookForNews() {
  if (!canLook()) {
    return "failed";
  }
  const outcome = await look(new ProgressLine("progress-news"));
  if (outcome === "newer" || (outcome === "same" && newerWaits)) {
    showNewer();
    return "newer";
  }
  return outcome;
}

/**
 * @param {ProgressLine} [line]
 * @returns {Promise<string>}
 */
async function look(line) {
  lookedAt = Date.now();
  isBusy = true;
  const question = { ask: "check", language: languageRead(), thrifty: savesData() };
  const outcome = (await askWorker(question, (progress) => line?.report(progress))) || "failed";
  isBusy = false;
  line?.end();
  wasRemoved = wasRemoved || outcome === "removed";
  if (outcome === "first") {
    showNotice("notice-kept", { erase: keepNothing });
  }
  if (outcome === "first" || outcome === "newer" || outcome === "same") {
    forgetToldFull();
  }
  document.dispatchEvent(new Event(KEPT));
  return outcome;
}

/** Tells of the newer guide. Later means: when the guide is next opened. */
function showNewer() {
  newerWaits = true;
  showNotice("notice-newer", { now: openNewer });
}

/** Opens the newer guide at the same place. */
function openNewer() {
  rememberPlace({ path: currentPath(), scroll: scrollY });
  reopenDocument();
}

/** @returns {string} when news is looked for: `hourly`, `daily` or `asked` */
export function newsChoice() {
  return choiceForNow || readNewsChoice();
}

/**
 * Takes the reader's choice when to look for news; it is in force at once.
 * @param {string} choice
 * @returns {boolean} whether it still is when the guide is next opened
 */
export function chooseNews(choice) {
  const isSaved = saveNewsChoice(choice);
  choiceForNow = isSaved ? "" : choice;
  lookIfDue();
  return isSaved;
}

/** Removes all that this site keeps here, and keeps nothing for as long as it stays open. */
export async function keepNothing() {
  keepsNothing = true;
  closeNotice();
  await askWorker({ ask: "forget" });
  await removeWorkers();
  await emptyStorage();
  await askToForget();
  await showNotice("notice-erased");
}

/** @returns {Promise<State|undefined>} what is kept */
export async function keptState() {
  return canKeep() && !keepsNothing ? askWorker({ ask: "state" }) : undefined;
}

/** @returns {boolean} whether the worker looks for news, for this document: `KEPT` follows */
export function looksForNews() {
  return isBusy;
}

/** @returns {boolean} whether the publisher has ended keeping */
export function hasEnded() {
  return wasRemoved;
}
