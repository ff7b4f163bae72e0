/** The reader's ports that need no page: addresses, requests, storage, the worker's telephone. */

import assert from "node:assert/strict";
import test from "node:test";

import { absolute, isOurs, openedAt, replaceDocument } from "../../../pwa/js/ports/address.js";
import {
  canShare, emptyStorage, forgetToldFull, noteToldFull, readNewsChoice, rememberPlace, savesData, saveNewsChoice,
  shareAddress, takePlace, wasToldFull,
} from "../../../pwa/js/ports/device.js";
import { abortRequests, askToForget, fetchBytes, fetchText } from "../../../pwa/js/ports/network.js";
import { stopWorker } from "../../../pwa/js/ports/stop.js";
import { askWorker, canKeep, isKept, readKept, removeWorkers, startWorker } from "../../../pwa/js/ports/worker.js";

/**
 * Puts something of a browser in place of what Node has or lacks.
 * @param {string} name
 * @param {unknown} value
 */
function provide(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** @returns {any} a Storage */
function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    kept,
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
    removeItem: (/** @type {string} */ name) => kept.delete(name),
    clear: () => kept.clear(),
  };
}

test("addresses are ours by origin, not by how they begin", () => {
  provide("location", new URL("https://guide.example/en/a1b2?q#part"));
  assert.equal(openedAt(), "/en/a1b2");
  for (const ours of ["/fr/", "x", "#part", "https://guide.example/", "//guide.example/en/"]) {
    assert.ok(isOurs(absolute(ours)), ours);
  }
  const others = ["https://guide.example.evil/", "http://guide.example/", "https://guide.example:8443/", "//evil/"];
  for (const other of [...others, "tel:112", "mailto:a@guide.example", "javascript:void 0", "data:,x"]) {
    assert.ok(!isOurs(absolute(other)), other);
  }
});

test("X5: leaving takes this document's place in the history", () => {
  /** @type {string[]} */
  const replaced = [];
  provide("location", { replace: (/** @type {string} */ address) => replaced.push(address) });
  replaceDocument("/x/1");
  assert.deepEqual(replaced, ["/x/1"]);
});

test("requests carry no credentials, and bytes are only those of an answer that says yes", async () => {
  /** @type {any[]} */
  const asked = [];
  provide("fetch", async (/** @type {string} */ path, /** @type {any} */ options) => {
    asked.push([path, options.credentials]);
    return new Response(path, { status: path === "/gone" ? 404 : 200 });
  });
  assert.equal(await fetchText("/gone"), "/gone");
  assert.deepEqual(await fetchBytes("/ab"), new TextEncoder().encode("/ab"));
  await assert.rejects(fetchBytes("/gone"), TypeError);
  assert.deepEqual(asked, [["/gone", "omit"], ["/ab", "omit"], ["/gone", "omit"]]);
});

test("X4: aborting ends what runs, and later requests run again", async () => {
  provide("fetch", (/** @type {string} */ path, /** @type {any} */ { signal }) =>
    path === "/slow"
      ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
      : Promise.resolve(new Response("text")),
  );
  const running = fetchText("/slow");
  abortRequests();
  await assert.rejects(running, { name: "AbortError" });
  assert.equal(await fetchText("/fast"), "text");
});

test("E1: asking the server to forget comes to nothing without a network, quietly", async () => {
  provide("fetch", () => Promise.reject(new TypeError("no network")));
  await askToForget();
});

test("a place is remembered for one reopening", () => {
  provide("sessionStorage", storage());
  rememberPlace({ path: "/en/a1b2", scroll: 740 });
  assert.deepEqual(takePlace(), { path: "/en/a1b2", scroll: 740 });
  assert.equal(takePlace(), undefined);
});

test("R7: the choice is kept under a neutral name; that of everybody leaves nothing behind", () => {
  const local = storage();
  provide("localStorage", local);
  assert.equal(readNewsChoice(), "hourly");
  for (const choice of ["daily", "asked"]) {
    assert.equal(saveNewsChoice(choice), true);
    assert.equal(readNewsChoice(), choice);
    assert.deepEqual([...local.kept], [["news", choice]]);
  }
  assert.equal(saveNewsChoice("hourly"), true);
  assert.equal(readNewsChoice(), "hourly");
  assert.equal(local.kept.size, 0);
});

test("that there is no room is told once, until there is room again", () => {
  provide("localStorage", storage());
  assert.equal(wasToldFull(), false);
  noteToldFull();
  assert.equal(wasToldFull(), true);
  forgetToldFull();
  assert.equal(wasToldFull(), false);
});

test("where storage is denied, all of it goes on without", async () => {
  const denied = { get: () => { throw new DOMException("denied", "SecurityError"); }, configurable: true };
  Object.defineProperty(globalThis, "localStorage", denied);
  Object.defineProperty(globalThis, "sessionStorage", denied);
  assert.equal(readNewsChoice(), "hourly");
  assert.equal(saveNewsChoice("asked"), false);
  assert.equal(wasToldFull(), false);
  noteToldFull();
  rememberPlace({ path: "/en/", scroll: 0 });
  assert.equal(takePlace(), undefined);
});

test("E2: emptying takes both storages, every cache and the database, even one in use", async () => {
  const [session, local] = [storage(), storage()];
  const names = new Set(["one", "two"]);
  /** @type {string[]} */
  const deleted = [];
  provide("sessionStorage", session);
  provide("localStorage", local);
  provide("caches", { keys: async () => [...names], delete: async (/** @type {string} */ n) => names.delete(n) });
  provide("indexedDB", {
    deleteDatabase: (/** @type {string} */ name) => {
      deleted.push(name);
      /** @type {any} */
      const request = {};
      setImmediate(() => request.onblocked());
      return request;
    },
  });
  session.setItem("place", "/en/");
  local.setItem("any", "thing");
  await emptyStorage();
  assert.deepEqual([session.kept.size, local.kept.size, names.size], [0, 0, 0]);
  assert.deepEqual(deleted, ["kept"]);
});

test("what the device lacks is said, and a share that is called off is no error", async () => {
  provide("navigator", {});
  assert.deepEqual([canShare(), savesData()], [false, false]);
  const share = () => Promise.reject(new DOMException("called off", "AbortError"));
  provide("navigator", { share, connection: { saveData: true } });
  assert.deepEqual([canShare(), savesData()], [true, true]);
  await shareAddress("https://guide.example/en/");
});

test("on an insecure address, or without workers, nothing can be kept", () => {
  for (const [secure, workers] of [[true, true], [true, false], [false, true]]) {
    provide("isSecureContext", secure);
    provide("navigator", workers ? { serviceWorker: { controller: null } } : {});
    assert.equal(canKeep(), secure && workers);
    assert.equal(isKept(), false);
    stopWorker();
  }
});

/**
 * A browser's workers: the one that is registered, or would be, answers each question.
 * @param {any} registration  the one known
 * @param {any} given  what else they can do
 */
function provideWorkers(registration, given = {}) {
  const active = { scriptURL: "https://guide.example/sw.js", postMessage: answering, ...registration?.active };
  const ready = Promise.resolve({ active });
  const asked = [registration, { active }];
  const getRegistration = async () => (asked.length > 1 ? asked.shift() : asked[0]);
  provide("navigator", { serviceWorker: { ready, register: async () => undefined, getRegistration, ...given } });
}

/**
 * @param {any} question
 * @param {MessagePort[]} ports
 */
function answering(question, [port]) {
  port?.postMessage({ asked: question.ask });
  port?.close();
}

test("the worker is registered at one address, for the whole site, and checked through the cache", async () => {
  /** @type {any[]} */
  const registered = [];
  provideWorkers(undefined, { register: async (/** @type {any[]} */ ...all) => registered.push(all) });
  await startWorker();
  assert.deepEqual(registered, [["/sw.js", { scope: "/", updateViaCache: "all" }]]);
});

test("K3: a worker's script that is refused is asked for anew, once, past what the browser remembers", async () => {
  /** @type {any[]} */
  const done = [];
  provide("fetch", async (/** @type {string} */ path, /** @type {any} */ { cache }) => {
    done.push([path, cache]);
    return new Response("script");
  });
  const register = (/** @type {number} */ refused) => async () => {
    done.push("register");
    if (done.filter((one) => one === "register").length <= refused) {
      throw new TypeError("damaged");
    }
  };
  provideWorkers(undefined, { register: register(1) });
  await startWorker();
  assert.deepEqual(done, ["register", ["/sw.js", "reload"], "register"]);
  done.length = 0;
  provideWorkers(undefined, { register: register(2) });
  await assert.rejects(startWorker(), TypeError);
  assert.deepEqual(done, ["register", ["/sw.js", "reload"], "register"]);
});

test("K3: a worker that never answers is replaced by one asked for anew", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {any[]} */
  const done = [];
  provide("fetch", async (/** @type {string} */ path, /** @type {any} */ { cache }) => {
    done.push([path, cache]);
    return new Response("script");
  });
  const installing = Object.assign(new EventTarget(), { state: "installing" });
  const active = {
    scriptURL: "https://guide.example/sw.js",
    postMessage: (/** @type {any} */ _, /** @type {MessagePort[]} */ [port]) => port?.close(),
  };
  const registration = { active, installing, update: async () => done.push("update") };
  provideWorkers(registration, { ready: Promise.resolve(registration) });
  const starting = startWorker().then(() => done.push("started"));
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
  assert.deepEqual(done, []);
  context.mock.timers.tick(20_000);
  await new Promise(setImmediate);
  assert.deepEqual(done, [["/sw.js", "reload"], "update"]);
  installing.state = "activated";
  installing.dispatchEvent(new Event("statechange"));
  await starting;
  assert.equal(done.pop(), "started");
});

test("R7: a worker that is there is not registered again; somebody else's is replaced", async () => {
  let registered = 0;
  const known = (/** @type {string} */ path) => ({ scriptURL: `https://guide.example${path}` });
  const start = async (/** @type {any} */ registration) => {
    registered = 0;
    provideWorkers(registration, { register: async () => (registered += 1) });
    await startWorker();
    return registered;
  };
  const none = { active: null, waiting: null, installing: null };
  assert.equal(await start({ ...none, active: known("/sw.js") }), 0);
  assert.equal(await start({ ...none, waiting: known("/sw.js") }), 0);
  assert.equal(await start({ ...none, installing: known("/sw.js") }), 0);
  assert.equal(await start({ ...none, active: known("/other.js") }), 1);
  assert.equal(await start(none), 1);
});

test("a question gets the worker's one answer; without a worker there is none", async () => {
  const active = {
    postMessage: (/** @type {any} */ question, /** @type {MessagePort[]} */ [port]) => {
      port?.postMessage({ asked: question.ask });
      port?.close();
    },
  };
  provide("navigator", { serviceWorker: { getRegistration: async () => ({ active }) } });
  assert.deepEqual(await askWorker({ ask: "state" }), { asked: "state" });
  provide("navigator", { serviceWorker: { getRegistration: async () => undefined } });
  assert.equal(await askWorker({ ask: "state" }), undefined);
});

test("what the worker says on the way is passed on; the answer comes after it", async () => {
  const active = {
    postMessage: (/** @type {any} */ _, /** @type {MessagePort[]} */ [port]) => {
      for (const held of [1, 2]) {
        port?.postMessage({ progress: { held, needed: 2 } });
      }
      port?.postMessage("first");
      port?.postMessage({ progress: { held: 3, needed: 3 } });
    },
  };
  provide("navigator", { serviceWorker: { getRegistration: async () => ({ active }) } });
  /** @type {number[]} */
  const reported = [];
  const outcome = await askWorker({ ask: "check" }, ({ held }) => reported.push(held));
  assert.deepEqual([outcome, reported], ["first", [1, 2]]);
});

test("a worker that was ended in the middle is not waited for for ever", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const active = { postMessage: (/** @type {any} */ _, /** @type {MessagePort[]} */ [port]) => port?.close() };
  provide("navigator", { serviceWorker: { getRegistration: async () => ({ active }) } });
  const asking = askWorker({ ask: "check" }, () => undefined);
  await Promise.resolve();
  await Promise.resolve();
  context.mock.timers.tick(200_000);
  assert.equal(await asking, undefined);
});

test("a page is read from the worker that answers this document, or not at all", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  provide("isSecureContext", true);
  provide("navigator", { serviceWorker: { controller: null } });
  assert.equal(await readKept("/en/a1b2"), "");
  /** @type {any[]} */
  const asked = [];
  /** @param {unknown} answer */
  const controlled = (answer) => ({
    postMessage: (/** @type {any} */ question, /** @type {MessagePort[]} */ [port]) => {
      asked.push(question);
      port?.postMessage(answer);
    },
  });
  for (const [answer, page] of [[["<p>"], "<p>"], [[""], ""], [undefined, ""]]) {
    provide("navigator", { serviceWorker: { controller: controlled(answer) } });
    assert.equal(await readKept("/en/a1b2"), page);
  }
  assert.deepEqual(asked[0], { ask: "pages", paths: ["/en/a1b2"], as: "view", report: false });
  const mute = { postMessage: (/** @type {any} */ _, /** @type {MessagePort[]} */ [port]) => port?.close() };
  provide("navigator", { serviceWorker: { controller: mute } });
  const reading = readKept("/en/a1b2");
  context.mock.timers.tick(5_000);
  assert.equal(await reading, "");
});

test("X4: leaving tells the worker to stop; removing removes every registration", async () => {
  /** @type {any[]} */
  const said = [];
  let removed = 0;
  const one = { unregister: async () => (removed += 1) };
  const controller = { postMessage: (/** @type {any} */ words) => said.push(words) };
  provide("navigator", { serviceWorker: { controller, getRegistrations: async () => [one, one] } });
  stopWorker();
  await removeWorkers();
  assert.deepEqual(said, [{ ask: "stop" }]);
  assert.equal(removed, 2);
});
