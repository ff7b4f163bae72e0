/** Port: ending the worker's work. Apart from the other port, because the exit loads nothing it can spare. */

/** Tells the worker to end what it is fetching. */
export function stopWorker() {
  const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
  if (worker) {
    worker.postMessage({ ask: "stop" });
  }
}
