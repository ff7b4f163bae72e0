/** The worker's listeners: whoever asks is answered, even where the browser keeps nothing. */

import assert from "node:assert/strict";
import test from "node:test";

/** @type {Map<string, (event: any) => void>} */
const listeners = new Map();
const addEventListener = (/** @type {string} */ kind, /** @type {(event: any) => void} */ listener) => {
  listeners.set(kind, listener);
};
const refuse = () => {
  throw new DOMException("not in private windows", "InvalidStateError");
};

Object.assign(globalThis, {
  self: { addEventListener, location: new URL("https://guide.example") },
  indexedDB: { open: refuse, deleteDatabase: refuse },
  fetch: async () => new Response("from afar"),
});
await import("../../service_worker/js/worker.js");

/**
 * @param {any} question
 * @returns {Promise<unknown>} what the worker says
 */
async function ask(question) {
  /** @type {unknown[]} */
  const said = [];
  /** @type {Promise<unknown>|undefined} */
  let work;
  const port = { postMessage: (/** @type {unknown} */ words) => said.push(words) };
  listeners.get("message")?.({
    data: question,
    ports: [port],
    waitUntil: (/** @type {Promise<unknown>} */ promise) => {
      work = promise;
    },
  });
  await work;
  assert.equal(said.length, 1, "answered once");
  return said[0];
}

test("where nothing can be kept, every question is answered all the same", async () => {
  assert.deepEqual(await ask({ ask: "state" }), { kept: false, as_of: "", newer: false, checked: 0, languages: [] });
  assert.deepEqual(await ask({ ask: "pages", paths: ["/en/a1b2", "constructor"] }), ["", ""]);
  const bytes = await ask({ ask: "pages", paths: ["/en/words"], as: "bytes" });
  assert.deepEqual(bytes, [new Uint8Array()]);
  assert.equal(await ask({ ask: "check", language: "en", thrifty: false }), undefined);
  assert.equal(await ask({ ask: "stop" }), undefined);
  assert.equal(await ask({ ask: "pages" }), undefined);
  assert.equal(await ask(null), undefined);
});

test("where nothing can be kept, pages come from the network", async () => {
  /** @type {Promise<Response>|undefined} */
  let answer;
  const request = { url: "https://guide.example/en/", method: "GET", mode: "navigate" };
  listeners.get("fetch")?.({
    request,
    respondWith: (/** @type {Promise<Response>} */ response) => {
      answer = response;
    },
  });
  assert.equal(await (await answer)?.text(), "from afar");
});

test("what only the server can answer is left alone", () => {
  for (const [method, path] of [["POST", "/en/search"], ["GET", "/release"], ["GET", "/erase"]]) {
    const request = { url: `https://guide.example${path}`, method, mode: "navigate" };
    listeners.get("fetch")?.({ request, respondWith: () => assert.fail(path) });
  }
});

test("forgetting is answered too, and afterwards nothing is kept any more", async () => {
  assert.equal(await ask({ ask: "forget" }), undefined);
  assert.equal(await ask({ ask: "check", language: "en", thrifty: false }), "failed");
  assert.deepEqual(await ask({ ask: "state" }), { kept: false, as_of: "", newer: false, checked: 0, languages: [] });
});
