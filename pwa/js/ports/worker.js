/** Port: the worker that keeps the guide. The only reader's file that touches `navigator.serviceWorker`. */

import { trustedScript } from "../reader/trusted.js";

const WORKER_PATH = "/sw.js";

/** @returns {boolean} whether this browser, at this address, can keep the guide */
export function canKeep() {
  return isSecureContext && "serviceWorker" in navigator;
}

/** @returns {boolean} whether the worker answers this document's requests */
export function isKept() {
  return canKeep() && navigator.serviceWorker.controller !== null;
}

/**
 * Registers the worker and waits until it works.
 * @returns {Promise<void>}
 * @throws {DOMException|TypeError} the browser lets this site keep nothing, or the script did not come
 */
export async function startWorker() {
  const options = /** @type {RegistrationOptions} */ ({ scope: "/", updateViaCache: "all" });
  await navigator.serviceWorker.register(trustedScript(WORKER_PATH), options);
  await navigator.serviceWorker.ready;
}

/**
 * Asks the worker and waits for its one answer.
 * @param {{ ask: string, [name: string]: unknown }} question
 * @returns {Promise<any>} undefined when there is no worker to ask
 */
export async function askWorker(question) {
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const worker = registration && registration.active;
  if (!worker) {
    return undefined;
  }
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data);
    worker.postMessage(question, [channel.port2]);
  });
}

/** Removes every registration of this site. */
export async function removeWorkers() {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((one) => one.unregister()));
}
