/** D9, K2: a database that does not open any more, and a network that says nothing, stop no worker for good. */

import assert from "node:assert/strict";
import test, { mock } from "node:test";

/** @type {Map<string, (event: any) => void>} */
const listeners = new Map();
const later = (/** @type {() => void} */ act) => setImmediate(act);

/** The error of opening the database; without one, there is none, and no room to make one. */
let trouble = "";
/** @type {string[]} */
let done = [];
/** @type {(path: string, options: any) => Promise<Response>} */
let network = async () => new Response("", { status: 503 });

/**
 * @param {(request: any) => void} act
 * @returns {any} a request that has just been made
 */
function request(act) {
  const made = /** @type {any} */ ({});
  later(() => act(made));
  return made;
}

/**
 * @param {any} made
 * @param {string} name
 */
function fail(made, name) {
  made.error = new DOMException("", name);
  made.onerror?.();
}

const indexedDB = {
  open: () =>
    request((made) => {
      if (trouble) {
        fail(made, trouble);
        return;
      }
      let end = "QuotaExceededError";
      made.result = { createObjectStore: () => undefined };
      made.transaction = { abort: () => (end = "AbortError") };
      made.onupgradeneeded({ oldVersion: 0 });
      fail(made, end);
    }),
  deleteDatabase: () =>
    request((made) => {
      done.push("deleted");
      trouble = "";
      made.onsuccess();
    }),
  databases: async () => [],
};

Object.assign(globalThis, {
  indexedDB,
  self: {
    addEventListener: (/** @type {string} */ kind, /** @type {any} */ listener) => listeners.set(kind, listener),
    location: new URL("https://guide.example"),
    clients: { matchAll: async () => [] },
    registration: { unregister: async () => done.push("unregistered") },
  },
  fetch: (/** @type {string} */ path, /** @type {any} */ options) => {
    done.push(path);
    return network(path, options);
  },
});
await import("../../service_worker/js/worker.js");

/**
 * @param {object} question
 * @returns {Promise<unknown>} what the worker says
 */
function ask(question) {
  return new Promise((resolve) => {
    const ports = [{ postMessage: resolve }];
    listeners.get("message")?.({ data: question, ports, waitUntil: () => undefined });
  });
}

/**
 * @param {string} control
 * @returns {Promise<Response>} a pointer to a release of which nothing can be had
 */
async function pointer(control) {
  const { publish } = await import("./fakes.js");
  const { pointer: normal } = publish(new Map([["core", new Map([["/", "languages"]])]]), 5);
  return Response.json({ ...normal, control });
}

const CHECK = { ask: "check", language: "en", thrifty: false };

for (const name of ["VersionError", "UnknownError"]) {
  test(`a database that does not open (${name}) is begun anew, but not while there is no network`, async () => {
    trouble = name;
    done = [];
    network = async () => Promise.reject(new TypeError("no network"));
    await ask(CHECK);
    assert.deepEqual(done, ["/release"], "nothing is deleted");
    network = () => pointer("normal");
    await ask(CHECK);
    assert.ok(done.includes("deleted"));
    assert.ok(done.some((path) => path.startsWith("/pack/")), "and the guide is fetched");
  });
}

test("a database that may not be opened is left alone", async () => {
  trouble = "InvalidStateError";
  done = [];
  network = () => pointer("normal");
  await ask(CHECK);
  assert.deepEqual(done, []);
  trouble = "";
});

test("a network that says nothing keeps nobody waiting who asks again later, or wants something else", async () => {
  mock.timers.enable({ apis: ["Date"] });
  done = [];
  const silent = (/** @type {any} */ { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  network = (_, options) => /** @type {any} */ (silent(options));
  const first = ask(CHECK);
  const joined = ask(CHECK);
  await new Promise(later);
  await new Promise(later);
  await new Promise(later);
  assert.deepEqual(done, ["/release"], "the second one waits for the first");
  mock.timers.tick(16_000);
  network = async () => new Response("", { status: 503 });
  assert.equal(await ask(CHECK), "failed");
  assert.equal(await first, "failed");
  assert.equal(await joined, "failed");
  assert.ok(done.length > 1, "asked again");
  mock.timers.reset();
});

for (const [name, wanted, questions] of /** @type {[string, object, number][]} */ ([
  ["another language is next", { language: "fr", thrifty: true }, 2],
  ["all languages is next", { language: "en", thrifty: false }, 2],
  ["the same gets the same", { language: "en", thrifty: true }, 1],
])) {
  test(`who wants ${name}, while one language is fetched`, async () => {
    done = [];
    network = async () => new Response("", { status: 503 });
    const going = ask({ ...CHECK, thrifty: true });
    assert.deepEqual([await ask({ ...CHECK, ...wanted }), await going], ["failed", "failed"]);
    assert.deepEqual(done, Array.from({ length: questions }, () => "/release"));
  });
}

test("X4: after she has left, no search begins, not even one that waited for its turn", async () => {
  done = [];
  network = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const going = ask({ ...CHECK, thrifty: true });
  const next = ask({ ...CHECK, language: "fr", thrifty: true });
  await new Promise(later);
  await new Promise(later);
  await new Promise(later);
  assert.deepEqual(done, ["/release"]);
  await ask({ ask: "stop" });
  assert.deepEqual([await going, await next], ["failed", "failed"]);
  await new Promise(later);
  assert.deepEqual(done, ["/release"]);
  // And later she comes back
  network = async () => new Response("", { status: 503 });
  assert.equal(await ask(CHECK), "failed");
  assert.equal(done.length, 2);
});

test("while all languages are fetched, nobody has to wait for hers", async () => {
  done = [];
  network = async () => new Response("", { status: 503 });
  await Promise.all([ask(CHECK), ask({ ...CHECK, language: "fr", thrifty: true })]);
  assert.deepEqual(done, ["/release"]);
});

test("K2: a worker that cannot open its database hears the order to remove itself", async () => {
  trouble = "VersionError";
  done = [];
  network = () => pointer("remove");
  assert.equal(await ask(CHECK), "removed");
  assert.ok(done.includes("unregistered"));
});
