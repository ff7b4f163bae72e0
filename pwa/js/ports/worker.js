/** Port: the worker that keeps the guide. The only reader's file that touches `navigator.serviceWorker`. */

import { trustedScript } from "../reader/trusted.js";
import { renew } from "./network.js";

const WORKER_PATH = "/sw.js";

/** Longer than the slowest network takes for some bytes. */
const SILENCE_MS = 120_000;

/** Longer than the slowest phone takes to start a worker that has only to say what is kept. */
const MUTE_MS = 20_000;

/** Longer than our worker waits between being installed and working. */
const SETTLED_MS = 2_000;

/** Longer than a page takes from a worker that has to be started; after it the page is fetched. */
const PAGE_MS = 3_000;

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
 *
 * A script that came damaged may be remembered by the browser for that day: it is refused as a worker
 * each time, or, where nothing of it came, it is one that never answers. Then it is asked for anew.
 * @returns {Promise<void>}
 * @throws {DOMException|TypeError} the browser lets this site keep nothing, or the script did not come
 */
export async function startWorker() {
  const known = await navigator.serviceWorker.getRegistration();
  if (!known || !isOurWorker(known)) {
    await register().catch(async () => {
      await renew(WORKER_PATH);
      await register();
    });
  }
  const registration = await navigator.serviceWorker.ready;
  if (!(await askWorker({ ask: "state" }, undefined, MUTE_MS))) {
    await renew(WORKER_PATH);
    await registration.update();
    await activation(registration);
  }
}

/**
 * Our worker never waits for windows to be closed. One that does came damaged, though the browser took it:
 * of some cuts nothing is left, which is no error. When the last window is closed it would take the place
 * of the one that answers, so the right one is had before.
 */
export async function replaceWaiting() {
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  if (registration && registration.waiting && registration.active && isOurWorker(registration)) {
    await renew(WORKER_PATH);
    await registration.update();
  }
}

/**
 * Calls back when a worker that the browser has found is there and waits.
 * @param {() => void} onWaiting
 */
export async function noticeWaiting(onWaiting) {
  const registration = await navigator.serviceWorker.ready;
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") {
        setTimeout(onWaiting, SETTLED_MS);
      }
    });
  });
  onWaiting();
}

/** @returns {Promise<ServiceWorkerRegistration>} */
function register() {
  const options = /** @type {RegistrationOptions} */ ({ scope: "/", updateViaCache: "all" });
  return navigator.serviceWorker.register(trustedScript(WORKER_PATH), options);
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<void>} when a worker that is on its way works, or was given up
 */
function activation({ installing, waiting }) {
  const worker = installing || waiting;
  return new Promise((resolve) => {
    const look = () => {
      if (!worker || worker.state === "activated" || worker.state === "redundant") {
        resolve();
      }
    };
    worker?.addEventListener("statechange", look);
    look();
  });
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
 * @param {number} [silence]  milliseconds after which it counts as gone
 * @returns {Promise<any>} undefined when there is no worker to ask, or none any more
 */
export async function askWorker(question, report, silence = report && SILENCE_MS) {
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  const worker = registration && registration.active;
  return worker ? ask(worker, question, report, silence) : undefined;
}

/**
 * Reads a page from what the phone keeps; the network is not asked. Costs a weak phone a quarter of what
 * fetching it from the same worker does.
 * @param {string} path
 * @returns {Promise<string>} empty where it is not kept, or not to be read before the network was asked
 */
export async function readKept(path) {
  const worker = canKeep() ? navigator.serviceWorker.controller : null;
  const question = { ask: "pages", paths: [path], as: "view" };
  const pages = worker && (await ask(worker, question, undefined, PAGE_MS));
  return (pages && pages[0]) || "";
}

/**
 * @param {ServiceWorker} worker
 * @param {object} question
 * @param {((progress: { held: number, needed: number }) => void)|undefined} report
 * @param {number|undefined} silence
 * @returns {Promise<any>}
 */
function ask(worker, question, report, silence) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    const wait = () => (silence ? setTimeout(resolve, silence) : undefined);
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
