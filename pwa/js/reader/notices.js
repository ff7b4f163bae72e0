/** Notices: one quiet box at a time, above the fixed controls, that waits to be answered. */

import { float, sink } from "./floating.js";
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
  notice.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-do]");
    const name = button instanceof HTMLElement ? button.dataset.do || "" : "";
    if (name) {
      closeNotice();
      (actions[name] || (() => undefined))();
    }
  });
  if (float(notice)) {
    shown = notice;
  }
}

/** Takes the notice away. */
export function closeNotice() {
  if (shown) {
    sink(shown);
    shown = undefined;
  }
}
