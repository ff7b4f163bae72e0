/** Handing the guide over, and putting it on the phone, where the device has its own way to. */

import { canShare, shareAddress } from "../ports/device.js";

/** @type {any} */
let installOffer;

/** Holds the browser's offer to install until the reader asks for it. */
export function startInstalling() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installOffer = event;
    connectSharing();
  });
}

/** Connects the buttons of the present view; what the device cannot do stays hidden. */
export function connectSharing() {
  const send = element("send");
  if (send && canShare()) {
    send.hidden = false;
    send.onclick = () => shareAddress(send.dataset.address || "");
  }
  const install = element("install");
  if (install && installOffer) {
    install.hidden = false;
    install.onclick = () => installOffer.prompt();
  }
}

/**
 * @param {string} name
 * @returns {HTMLElement|null}
 */
function element(name) {
  return document.querySelector(`[data-element="${name}"]`);
}
