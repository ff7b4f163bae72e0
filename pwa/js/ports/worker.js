/** Port: the worker that keeps the guide. The only reader's file that touches `navigator.serviceWorker`. */

import { trustedScript } from "../reader/trusted.js";

const WORKER_PATH = "/sw.js";

/** Longer than the slowest network takes for some bytes. */
const SILENCE_MS = 120_000;

/** @returns {boolean} whether this browser, at this address, can keep the guide */
export function canKeep() {
  return isSecureContext && "serviceWorker" in navigator;
}

/** @returns {boolean} whether the worker answers this document's requests */
export function isKept() {
  return canKeep() && navigator.serviceWorker.controller !== null;
}

/**
 * Waits until the worker works; registers it where that was not done before. To register again would
 * ask the server each time; whether the worker has changed, the browser itself asks once a day.
 * @returns {Promise<void>}
 * @throws {DOMException|TypeError} the browser lets this site keep nothing, or the script did not come
 */
export async function startWorker() {
  const known = await navigator.serviceWorker.getRegistration();
  const options = /** @type {RegistrationOptions} */ ({ scope: "/", updateViaCache: "all" });
  if (!known || !isOurWorker(known)) {
    await navigator.serviceWorker.register(trustedScript(WORKER_PATH), options);
  }
  await navigator.serviceWorker.ready;
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @returns {boolean} whether it is that of our worker
 */
function isOurWorker({ active, waiting, installing }) {
  const worker = active || waiting || installing;
  return worker !== null && new URL(worker.scriptURL).pathname === WORKER_PATH;
}

/**
 * Asks the worker and waits for its answer.
 * @param {{ ask: string, [name: string]: unknown }} question
 * @param {(progress: { held: number, needed: number }) => void} [report]  called until the answer comes;
 *   with it, a worker that says nothing for long counts as gone: browsers end workers without a word
 * @returns {Promise<any>} undefined when there is no worker to ask, or none any more
 */
export async function askWorker(question, report) {
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const worker = registration && registration.active;
  if (!worker) {
    return undefined;
  }
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    const wait = () => (report ? setTimeout(resolve, SILENCE_MS) : undefined);
    let patience = wait();
    channel.port1.onmessage = ({ data }) => {
      clearTimeout(patience);
      if (report && data && data.progress) {
        patience = wait();
        report(data.progress);
      } else {
        channel.port1.onmessage = null;
        channel.port1.close();
        resolve(data);
      }
    };
    worker.postMessage({ ...question, report: Boolean(report) }, [channel.port2]);
  });
}

/** Removes every registration of this site. */
export async function removeWorkers() {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((one) => one.unregister()));
}
