/** Port: a breath between two tasks, in which what waits is answered. A timer would take longer. */

/** @returns {Promise<void>} in another task */
export function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
