/** Notices: one quiet box at a time, above the fixed controls, that waits to be answered. */

import { instance } from "./parts.js";

/** @type {HTMLElement|undefined} */
let shown;

/**
 * Shows a notice; each button's `data-do` names what it does.
 * @param {string} id
 * @param {{ [name: string]: () => void }} [actions]  beside `close`, which every notice has
 */
export async function showNotice(id, actions = {}) {
  const notice = await instance(id);
  if (!notice) {
    return;
  }
  closeNotice();
  shown = notice;
  notice.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-do]");
    const name = button instanceof HTMLElement ? button.dataset.do || "" : "";
    if (name) {
      closeNotice();
      (actions[name] || (() => undefined))();
    }
  });
  document.body.append(notice);
}

/** Takes the notice away. */
export function closeNotice() {
  if (shown) {
    shown.remove();
    shown = undefined;
  }
}

/** Keeps an unanswered notice in sight when the view changes. */
export function carryNotice() {
  if (shown) {
    document.body.append(shown);
  }
}
