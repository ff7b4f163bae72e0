/**
 * Ahead: while nobody does anything, the pages that the links on the screen open are got ready, so that
 * a press has only to show one; the first of a language is rehearsed, too. Only what the phone keeps is
 * read: no request is made. While it takes news, it has enough to do.
 *
 *   a view, more of it, another part, results are shown ---> a moment of calm ---> a page, the next, ...
 */

import { idleness } from "../ports/idleness.js";
import { KEPT, looksForNews } from "./keeping.js";
import { pageOf } from "./links.js";
import { forgetPrepared, preparePage, rehearsePage } from "./pages.js";
import { WHOLE } from "./rest.js";
import { currentPath, SHOWN } from "./views.js";

/** Who scrolls or goes on at once is not kept waiting. */
const CALM_MS = 200;

/** Letters of a page. To parse more halts a weak phone for too long, with nobody waiting for it. */
const LONGEST = 24_000;

/** @type {ReturnType<typeof setTimeout>|undefined} */
let waiting;
/** How many times it was begun: only the last goes on. */
let begun = 0;

/** Starts getting pages ready, now and whenever other links may be on the screen. */
export function startAhead() {
  document.addEventListener(SHOWN, waitForCalm);
  document.addEventListener(WHOLE, waitForCalm);
  document.addEventListener(KEPT, startAnew);
  // What a search has found stands there soon after.
  document.addEventListener("input", waitForCalm);
  // What is pressed comes first.
  document.addEventListener("pointerdown", waitForCalm);
  document.addEventListener("leaving", stop);
  addEventListener("scroll", waitForCalm, { passive: true });
  addEventListener("resize", waitForCalm);
  waitForCalm();
}

/** What is kept may have changed, or the publisher's order whether to ask the network first. */
function startAnew() {
  forgetPrepared();
  waitForCalm();
}

function stop() {
  clearTimeout(waiting);
  begun += 1;
}

function waitForCalm() {
  stop();
  waiting = setTimeout(readAhead, CALM_MS, begun);
}

/** @param {number} own  how many times it was begun then */
async function readAhead(own) {
  const isCalm = () => own === begun && !looksForNews();
  for (const path of pathsOnScreen()) {
    await idleness();
    if (!isCalm()) {
      return;
    }
    await preparePage(path, LONGEST);
    await rehearsePage(path, isCalm);
  }
}

/** @returns {Set<string>} the pages, other than the present one, to which a link on the screen leads */
function pathsOnScreen() {
  const { clientHeight } = document.documentElement;
  /** @type {Set<string>} */
  const paths = new Set();
  for (const link of document.querySelectorAll("a[href]")) {
    const { top, bottom, height } = link.getBoundingClientRect();
    const url = height && bottom > 0 && top < clientHeight && pageOf(/** @type {HTMLAnchorElement} */ (link));
    if (url && url.pathname !== currentPath()) {
      paths.add(url.pathname);
    }
  }
  return paths;
}
