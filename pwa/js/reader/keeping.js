/**
 * Keeping: asks the worker to keep the guide, and tells the reader, once, what happened.
 *
 *   opened, or the network is back, or an hour has passed -> ask the worker to look for news
 *   first time kept -> "kept", with "not my phone: keep nothing"
 *   newer guide      -> "newer guide is ready: now / later"; nothing reloads by itself
 */

import { emptyStorage, rememberPlace, savesData, takePlace } from "../ports/device.js";
import { reopenDocument } from "../ports/address.js";
import { askToForget } from "../ports/network.js";
import { askWorker, canKeep, removeWorkers, startWorker } from "../ports/worker.js";
import { closeNotice, showNotice } from "./notices.js";
import { currentPath, openView } from "./views.js";

/** Fired on the document when what is kept may have changed. */
export const KEPT = "kept";

const HOUR_MS = 3_600_000;

let keepsNothing = false;

/** Starts keeping, or asks first, as the site is set. */
export function startKeeping() {
  const place = takePlace();
  if (place && place !== currentPath()) {
    openView(place);
  }
  if (!isSecureContext) {
    showNotice("notice-unkept");
  } else if (canKeep() && document.body.dataset.keep === "ask") {
    askFirst();
  } else if (canKeep()) {
    keep();
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
  addEventListener("online", lookForNews);
  setInterval(lookForNews, HOUR_MS);
  await lookForNews();
}

/**
 * Asks the worker to fetch what is new.
 * @returns {Promise<string>} `first`, `newer`, `same` or `failed`
 */
export async function lookForNews() {
  if (keepsNothing) {
    return "failed";
  }
  const question = { ask: "check", language: document.documentElement.lang, thrifty: savesData() };
  const outcome = (await askWorker(question)) || "failed";
  document.dispatchEvent(new Event(KEPT));
  if (outcome === "first") {
    showNotice("notice-kept", { erase: keepNothing });
  } else if (outcome === "newer") {
    showNotice("notice-newer", { now: showNewer });
  }
  return outcome;
}

/** Opens the newer guide at the same place. */
function showNewer() {
  rememberPlace(currentPath());
  reopenDocument();
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

/**
 * @returns {Promise<{ kept: boolean, as_of: string, checked: number }|undefined>} what is kept
 */
export async function keptState() {
  return canKeep() && !keepsNothing ? askWorker({ ask: "state" }) : undefined;
}
