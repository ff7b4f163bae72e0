/**
 * The exit. A script of its own, first on every page, so that it works when the rest does not.
 *
 *   press, or keys -> cover this window -> tell the other windows -> go where nobody asks questions
 *
 * In a tab that is the exit's address: an everyday site, or the decoy when there is no network. As an
 * installed app it is the decoy, in place, because another site would open with a way back.
 * Without JavaScript the control is an ordinary link to the same address.
 */

import { replaceDocument } from "../ports/address.js";
import { stopWorker } from "../ports/stop.js";
import { cameBack, forgetLeaving, hasLeftBefore, noteLeaving } from "../ports/tab.js";
import { coverDocument } from "./cover.js";
import { ExitKeys } from "./keys.js";

const CHANNEL = "app";
const LEAVE = "leave";

const windows = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : undefined;

let target = readTarget();
let hasLeft = false;

/** @returns {string} where the control of the page leads, for this kind of window */
function readTarget() {
  const link = /** @type {HTMLAnchorElement|null} */ (document.querySelector("#leave"));
  const installed = matchMedia("(display-mode: standalone)").matches;
  return link ? (installed ? link.dataset.decoy : link.getAttribute("href")) || "/" : "/";
}

/** Leaves this window. */
function leaveWindow() {
  if (!hasLeft) {
    target = readTarget();
    hasLeft = true;
  }
  coverDocument();
  noteLeaving();
  replaceDocument(target);
}

/** Leaves every window of the app. */
function leaveAll() {
  if (windows) {
    windows.postMessage(LEAVE);
  }
  stopWorker();
  leaveWindow();
}

/** @param {Event} event */
function onClick(event) {
  const pressed = event.target instanceof Element && event.target.closest("#leave");
  if (pressed) {
    event.preventDefault();
    event.stopPropagation();
    leaveAll();
  }
}

/**
 * A reader may have opened several addresses in one tab; after leaving, none of them comes back.
 * @param {PageTransitionEvent} event
 */
function onShow(event) {
  if (event.persisted && (hasLeft || hasLeftBefore())) {
    leaveWindow();
  }
}

const keys = new ExitKeys(leaveAll);
addEventListener("click", onClick, { capture: true });
addEventListener("keydown", (event) => keys.onDown(event), { capture: true });
addEventListener("keyup", (event) => keys.onUp(event), { capture: true });
addEventListener("pageshow", onShow);
if (windows) {
  windows.onmessage = (event) => event.data === LEAVE && leaveWindow();
}
if (!cameBack()) {
  forgetLeaving();
} else if (hasLeftBefore()) {
  leaveWindow();
}
