/** X4, X5: what the worker asks the network for, how long it waits for an exit, and that it stops when told. */

import assert from "node:assert/strict";
import test from "node:test";

import { reachExit, startFetching, stopFetching, tryNetwork } from "../../service_worker/js/ports/network.js";

/**
 * Puts a network in place of the real one.
 * @param {(path: string, options: any) => any} answer
 * @returns {{ path: string, options: any }[]} what is asked
 */
function network(answer) {
  /** @type {{ path: string, options: any }[]} */
  const asked = [];
  const fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    options.signal.throwIfAborted();
    asked.push({ path, options });
    return answer(path, options);
  };
  Object.assign(globalThis, { fetch });
  return asked;
}

/**
 * @param {any} options
 * @returns {Promise<never>} an answer that never comes
 */
function never({ signal }) {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

test("the pointer may be answered by a 304; an object leaves no second copy; neither follows redirects", async () => {
  const asked = network(() => new Response("bytes"));
  const { fetchPointer, fetchObject } = startFetching();
  assert.equal(new TextDecoder().decode(await fetchPointer(false)), "bytes");
  await fetchObject("ab".repeat(32), false);
  await fetchObject("ab".repeat(32), true);
  await fetchPointer(true);
  const [pointer, object, file, again] = asked.map(({ path, options: { cache, credentials, redirect } }) => {
    assert.deepEqual({ credentials, redirect }, { credentials: "omit", redirect: "error" });
    return { path, cache };
  });
  assert.deepEqual(pointer, { path: "/release", cache: "no-cache" });
  assert.deepEqual(object, { path: `/o/${"ab".repeat(32)}`, cache: "no-store" });
  assert.deepEqual(file, { path: `/o/${"ab".repeat(32)}`, cache: "force-cache" });
  assert.deepEqual(again, { path: "/release", cache: "reload" });
});

for (const status of [400, 403, 404, 410, 500, 503]) {
  test(`an answer of ${status} is no answer`, async () => {
    network(() => new Response("<!doctype html>", { status }));
    await assert.rejects(startFetching().fetchPointer(false), TypeError);
    await assert.rejects(startFetching().fetchObject("ab", false), TypeError);
  });
}

test("X4: after stopping, what runs ends, and that search for news asks for nothing more", async () => {
  const asked = network((_, options) => never(options));
  const { fetchPointer, fetchObject } = startFetching();
  const running = fetchPointer(false);
  stopFetching();
  await assert.rejects(running, { name: "AbortError" });
  await assert.rejects(fetchObject("ab", false), { name: "AbortError" });
  assert.equal(asked.length, 1);
});

test("a search for news that starts later asks again", async () => {
  stopFetching();
  const asked = network(() => new Response("bytes"));
  await startFetching().fetchPointer(false);
  assert.equal(asked.length, 1);
});

test("an answer that falls silent is given up, whatever has come of it, and nothing is asked again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const body = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
  for (const answer of [never, (/** @type {any} */ { signal }) => stalled(body(), signal)]) {
    const asked = network((_, options) => answer(options));
    const { fetchPointer, fetchPack } = startFetching();
    const failing = assert.rejects(fetchPointer(false), { name: "TimeoutError" });
    const packFailing = assert.rejects(
      fetchPack("ab", 0).then((pack) => pack && textOf(pack.chunks)),
      { name: "TimeoutError" },
    );
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      context.mock.timers.tick(60_000);
    }
    await Promise.all([failing, packFailing]);
    assert.equal(asked.length, 2);
  }
});

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {AbortSignal} signal
 * @returns {Response} that ends when the signal says so, as those of browsers do
 */
function stalled(body, signal) {
  const { readable, writable } = new TransformStream();
  body.pipeTo(writable, { signal }).catch(() => undefined);
  return new Response(readable);
}

test("K2: a page is waited for as a whole, and no longer than patience lasts", async () => {
  network(() => new Response("all of it"));
  const request = /** @type {any} */ ({ url: "https://guide.example/en/" });
  const fresh = await tryNetwork(request, 1000);
  assert.equal(new TextDecoder().decode(fresh?.bytes), "all of it");
  const body = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
  network((_, { signal }) => stalled(body(), signal));
  assert.equal(await tryNetwork(request, 5), undefined);
});

test("X5: a redirect in time is what the exit answers, and is not followed here", async () => {
  const redirect = { type: "opaqueredirect" };
  const asked = network(() => redirect);
  assert.equal(await reachExit("/x/1", 1000), redirect);
  const [{ redirect: way, cache, credentials }] = asked.map(({ options }) => options);
  assert.deepEqual({ way, cache, credentials }, { way: "manual", cache: "no-store", credentials: "omit" });
});

test("X5: an answer that is no redirect is not reached: a portal's page, or the decoy", async () => {
  network(() => new Response("<!doctype html><title>Wi-Fi</title>"));
  assert.equal(await reachExit("/x/1", 1000), undefined);
});

test("X5: no network is not reached", async () => {
  network(() => Promise.reject(new TypeError("no network")));
  assert.equal(await reachExit("/x/1", 1000), undefined);
});

test("X5: an exit that is too late is not reached, and its request is ended", async () => {
  const asked = network((_, options) => never(options));
  assert.equal(await reachExit("/x/1", 5), undefined);
  assert.ok(asked[0]?.options.signal.aborted);
});

test("X5: stopping what runs does not stop the exit itself", async () => {
  network(() => new Promise((resolve) => setTimeout(() => resolve({ type: "opaqueredirect" }), 10)));
  const reaching = reachExit("/x/1", 1000);
  stopFetching();
  assert.ok(await reaching);
});

/**
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {Promise<string>}
 */
async function textOf(chunks) {
  let text = "";
  for await (const chunk of chunks) {
    text += new TextDecoder().decode(chunk);
  }
  return text;
}

const PACK = { "Content-Type": "application/octet-stream" };

test("D4: a pack is asked for from the first byte that has not come, and leaves no second copy", async () => {
  const asked = network((_, { headers }) =>
    headers.Range
      ? new Response("rest", { status: 206, headers: { ...PACK, "Content-Range": "bytes 7-10/11", "Content-Length": "4" } })
      : new Response("all of it", { headers: { ...PACK, "Content-Length": "9" } }),
  );
  const { fetchPack } = startFetching();
  const whole = await fetchPack("ab", 0);
  const rest = await fetchPack("ab", 7);
  assert.ok(whole && rest);
  assert.deepEqual([whole.start, whole.size, await textOf(whole.chunks)], [0, 9, "all of it"]);
  assert.deepEqual([rest.start, rest.size, await textOf(rest.chunks)], [7, 11, "rest"]);
  for (const { path, options } of asked) {
    assert.equal(path, "/pack/ab");
    assert.deepEqual([options.cache, options.credentials, options.redirect], ["no-store", "omit", "error"]);
  }
  assert.deepEqual(asked.map(({ options }) => options.headers), [{}, { Range: "bytes=7-" }]);
});

test("a pack that a server does not have, or not from there, is none", async () => {
  for (const status of [404, 410, 416]) {
    network(() => new Response("<!doctype html>", { status }));
    assert.equal(await startFetching().fetchPack("ab", 3), undefined);
  }
  for (const range of ["", "bytes */10", "items 3-9/10"]) {
    network(() => new Response("rest", { status: 206, headers: { "Content-Range": range } }));
    assert.equal(await startFetching().fetchPack("ab", 3), undefined, range);
  }
});

test("D4: a server in trouble, or a portal's page, does not say that there is no such pack", async () => {
  for (const type of ["text/html; charset=utf-8", "text/plain", "application/xhtml+xml"]) {
    for (const status of [200, 206, 403, 429, 500, 503]) {
      const headers = { "Content-Type": type, "Content-Range": "bytes 3-9/10" };
      network(() => new Response("<!doctype html>", { status, headers }));
      await assert.rejects(startFetching().fetchPack("ab", 3), TypeError, type);
    }
  }
});

test("D4: a part that ends before the whole does is a cut, and says of how much it is a part", async () => {
  for (const [range, size] of /** @type {[string, number][]} */ ([["3-6/10", 10], ["3-6/*", 0]])) {
    const headers = { ...PACK, "Content-Range": `bytes ${range}`, "Content-Length": "4" };
    network(() => new Response("rest", { status: 206, headers }));
    const part = await startFetching().fetchPack("ab", 3);
    assert.deepEqual([part?.start, part?.size], [3, size]);
  }
});

test("D8: what is too large is not read to its end", async () => {
  let sent = 0;
  const endless = () =>
    new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
  network(() => new Response(endless()));
  await assert.rejects(startFetching().fetchPointer(false), TypeError);
  assert.ok(sent < 1_000_000);
  await assert.rejects(startFetching().fetchObject("ab", false), TypeError);
  assert.ok(sent < 20_000_000);
});
