/** D9, X5, T1: answers are stored bytes with the manifest's own headers, or the network's, and nothing else. */

import assert from "node:assert/strict";
import test from "node:test";

import { outlineOf } from "../../service_worker/js/kept.js";
import { isOurs, respond } from "../../service_worker/js/respond.js";
import { FakeStore, HEADER_SETS, publish, sha256 } from "./fakes.js";

const ORIGIN = "https://guide.example";

Object.assign(globalThis, { self: { location: new URL(ORIGIN) } });

const TREE = new Map([
  ["core", new Map([["/", "languages"], ["/404", "missing, all languages"], ["/en/112", "call"], ["/x/1", "decoy"]])],
  ["en", new Map([["/en/", "home"], ["/en/404", "missing, English"], ["/en/a1b2", "page"]])],
]);

/** A phone that keeps the guide, a network that is dead unless told otherwise. */
class Phone {
  constructor() {
    const { pointer, manifests, objects } = publish(TREE, 1);
    this.store = new FakeStore();
    this.store.objects = objects;
    this.release = { pointer, manifests, checked: 0 };
    /** @type {any[]} */
    this.others = [];
    this.asksFirst = false;
    /** @type {(patience: number) => Promise<Response|undefined>} */
    this.fresh = () => assert.fail("asked the network first");
    /** @type {Request[]} */
    this.passedOn = [];
    /** @type {[string, number][]} */
    this.exits = [];
    /** @type {() => Promise<Response>} */
    this.network = async () => {
      throw new TypeError("no network");
    };
    /** @type {() => Promise<Response|undefined>} */
    this.exit = async () => undefined;
  }

  /**
   * @param {string} path
   * @param {string} mode
   * @returns {Promise<Response>}
   */
  ask(path, mode = "navigate") {
    const request = /** @type {any} */ ({ url: ORIGIN + path, mode, method: "GET" });
    const kept = this.release && { release: this.release, earlier: this.others, pins: {} };
    this.store.kept = kept;
    const outline = kept && outlineOf(kept);
    return respond(request, {
      release: outline && outline.release,
      others: outline ? [outline.release, ...outline.earlier] : [],
      asksFirst: this.asksFirst,
      tryNetwork: async (_, patience) => {
        const response = await this.fresh(patience);
        return response && { response, bytes: new Uint8Array(await response.clone().arrayBuffer()) };
      },
      store: /** @type {any} */ (this.store),
      passOn: (asked) => {
        this.passedOn.push(asked);
        return this.network();
      },
      reachExit: (exit, patience) => {
        this.exits.push([exit, patience]);
        return this.exit();
      },
    });
  }

  /** @param {string} text  the page that the browser threw away */
  evict(text) {
    assert.ok(this.store.objects.delete(sha256(text)));
  }
}

/**
 * @param {Response} response
 * @param {{ status: number, fields: Record<string, string> }} set
 * @param {string} body
 */
async function assertAnswer(response, set, body) {
  assert.equal(response.status, set.status);
  const fields = Object.entries(set.fields).map(([name, value]) => [name.toLowerCase(), value]);
  assert.deepEqual(Object.fromEntries(response.headers), Object.fromEntries(fields));
  assert.equal(await response.text(), body);
}

test("a kept page is its bytes with exactly its header set, and asks no network", async () => {
  const phone = new Phone();
  for (const pages of TREE.values()) {
    for (const [path, text] of pages) {
      const set = path.endsWith("/404") ? "missing" : path.startsWith("/x/") ? "decoy" : "page";
      await assertAnswer(await phone.ask(path), HEADER_SETS[set], text);
    }
  }
  assert.deepEqual(phone.passedOn, []);
});

test("a query changes nothing", async () => {
  await assertAnswer(await new Phone().ask("/en/a1b2?utm=1"), HEADER_SETS.page, "page");
});

test("what is not kept goes its ordinary way", async () => {
  const phone = new Phone();
  const answer = new Response("from afar");
  phone.network = async () => answer;
  assert.equal(await phone.ask("/en/zzz9"), answer);
  assert.equal(await phone.ask("/o/123", "no-cors"), answer);
  assert.equal(phone.passedOn.length, 2);
});

test("a phone that keeps nothing passes everything on, exits too", async () => {
  const phone = new Phone();
  phone.release = /** @type {any} */ (undefined);
  phone.network = async () => new Response("from afar");
  for (const path of ["/", "/en/a1b2", "/x/1", "/404"]) {
    assert.equal(await (await phone.ask(path)).text(), "from afar", path);
  }
  phone.network = () => Promise.reject(new TypeError("no network"));
  await assert.rejects(phone.ask("/en/a1b2"), TypeError);
});

test("an unknown path without a network is the calm page of its language, else of all", async () => {
  const phone = new Phone();
  await assertAnswer(await phone.ask("/en/zzz9"), HEADER_SETS.missing, "missing, English");
  await assertAnswer(await phone.ask("/en/zzz9/deeper"), HEADER_SETS.missing, "missing, English");
  for (const path of ["/fr/zzz9", "/zzz9", "/constructor/x", "/__proto__/x", "//en/"]) {
    await assertAnswer(await phone.ask(path), HEADER_SETS.missing, "missing, all languages");
  }
});

test("a file that is missing is no page: scripts and pictures fail as they would without us", async () => {
  const phone = new Phone();
  for (const mode of ["no-cors", "cors", "same-origin"]) {
    await assert.rejects(phone.ask("/en/zzz9", mode), TypeError);
  }
});

test("D9: an object that the browser threw away comes from the network", async () => {
  const phone = new Phone();
  phone.evict("page");
  phone.network = async () => new Response("from afar");
  assert.equal(await (await phone.ask("/en/a1b2")).text(), "from afar");
});

test("D9: without a network it is the calm page, and without that one the next", async () => {
  const phone = new Phone();
  phone.evict("page");
  await assertAnswer(await phone.ask("/en/a1b2"), HEADER_SETS.missing, "missing, English");
  phone.evict("missing, English");
  await assertAnswer(await phone.ask("/en/a1b2"), HEADER_SETS.missing, "missing, all languages");
  phone.evict("missing, all languages");
  await assert.rejects(phone.ask("/en/a1b2"), TypeError);
});

test("an emergency page that is lost is that of another release, without a network; no other page is", async () => {
  const phone = new Phone();
  const pages = [["/en/help1", "help, before"], ["/en/gone1", "gone"]];
  const earlier = publish(new Map([["core", new Map(/** @type {[string, string][]} */ (pages))]]), 0);
  const now = publish(new Map([["core", new Map([["/en/help1", "help"]])], ["en", new Map([["/en/a1b2", "page"]])]]), 1);
  for (const one of [earlier, now]) {
    one.objects.forEach((bytes, digest) => phone.store.objects.set(digest, bytes));
  }
  phone.release = { ...now, checked: 0 };
  phone.others = [{ ...earlier, checked: 0 }];
  assert.equal(await (await phone.ask("/en/help1")).text(), "help");
  phone.evict("help");
  assert.equal(await (await phone.ask("/en/help1")).text(), "help, before");
  assert.equal(await (await phone.ask("/en/help1", "cors")).text(), "help, before");
  phone.network = async () => new Response("help, from afar");
  assert.equal(await (await phone.ask("/en/help1")).text(), "help, from afar");
  phone.network = () => Promise.reject(new TypeError("no network"));
  phone.evict("page");
  await assert.rejects(phone.ask("/en/a1b2"), TypeError);
  await assert.rejects(phone.ask("/en/gone1"), TypeError);
});

test("D9: a store that fails is like one that is empty", async () => {
  const phone = new Phone();
  phone.store.readObject = () => Promise.reject(new DOMException("broken", "UnknownError"));
  phone.network = async () => new Response("from afar");
  assert.equal(await (await phone.ask("/en/a1b2")).text(), "from afar");
  assert.equal(await (await phone.ask("/x/1")).text(), "from afar");
});

test("X5: an exit that is reached in time is the network's own answer, untouched", async () => {
  const phone = new Phone();
  const redirect = Response.redirect("https://weather.example/");
  phone.exit = async () => redirect;
  assert.equal(await phone.ask("/x/1"), redirect);
  assert.deepEqual(phone.passedOn, []);
});

test("X5: an exit that is not reached is the decoy, without the redirect's headers, within 300 ms", async () => {
  const phone = new Phone();
  await assertAnswer(await phone.ask("/x/1"), HEADER_SETS.decoy, "decoy");
  const [[path, patience] = ["", NaN]] = phone.exits;
  assert.equal(path, "/x/1");
  assert.ok(patience > 0 && patience < 300);
});

test("X5: an exit whose decoy was thrown away goes its ordinary way", async () => {
  const phone = new Phone();
  phone.evict("decoy");
  phone.network = async () => new Response("from afar");
  assert.equal(await (await phone.ask("/x/1")).text(), "from afar");
  assert.deepEqual(phone.exits, []);
});

test("only exits are raced: what merely looks like one is an unknown path", async () => {
  const phone = new Phone();
  for (const path of ["/x/", "/x/1/", "/x/one", "/en/x/1"]) {
    assert.equal((await phone.ask(path)).status, 404, path);
  }
  assert.deepEqual(phone.exits, []);
});

test("requests are answered for our own origin, GET, and not for what only the server can answer", () => {
  const asks = (/** @type {string} */ method, /** @type {string} */ address) =>
    isOurs(/** @type {any} */ ({ method }), new URL(address, ORIGIN));
  for (const path of ["/", "/en/", "/en/a1b2", "/o/123", "/x/1", "/i/u/", "/released", "/en/release", "/packs"]) {
    assert.equal(asks("GET", path), true, path);
  }
  for (const path of ["/release", "/release?now", "/erase", "/sw.js", "/sw.js?x", "/pack/1"]) {
    assert.equal(asks("GET", path), false, path);
  }
  for (const method of ["POST", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
    assert.equal(asks(method, "/en/"), false, method);
  }
  for (const other of ["https://other.example/en/", "http://guide.example/en/", "https://guide.example:444/"]) {
    assert.equal(asks("GET", other), false, other);
  }
});

test("D7: a file that only an earlier release has is answered from there, a page is not", async () => {
  const phone = new Phone();
  const script = `/o/${sha256("script")}`;
  const earlier = publish(new Map([["core", new Map([[script, "script"], ["/en/old1", "gone"]])]]), 0);
  earlier.objects.forEach((bytes, digest) => phone.store.objects.set(digest, bytes));
  phone.others = [{ ...earlier, checked: 0 }];
  assert.equal(await (await phone.ask(script, "no-cors")).text(), "script");
  assert.equal((await phone.ask("/en/old1")).status, 404);
});

test("what is kept in pieces is answered whole, and with a piece missing from the network", async () => {
  const phone = new Phone();
  const manifest = phone.release.manifests.en;
  const entry = manifest && manifest.entries["/en/a1b2"];
  assert.ok(entry);
  entry.chunks = ["first ", "second"].map((piece) => {
    phone.store.objects.set(sha256(piece), new TextEncoder().encode(piece));
    return sha256(piece);
  });
  phone.evict("page");
  assert.equal(await (await phone.ask("/en/a1b2")).text(), "first second");
  phone.evict("second");
  phone.network = async () => new Response("from afar");
  assert.equal(await (await phone.ask("/en/a1b2")).text(), "from afar");
});

/** @returns {Phone} told to ask the network first for pages, which have a policy */
function phoneToldToAsk() {
  const phone = new Phone();
  phone.asksFirst = true;
  for (const manifest of Object.values(phone.release.manifests)) {
    manifest.headers = structuredClone(manifest.headers);
    const { page } = manifest.headers;
    assert.ok(page);
    page.fields = { ...page.fields, "Content-Security-Policy": "default-src 'none'" };
  }
  return phone;
}

const POLICY = { "Content-Security-Policy": "default-src 'none'" };
const FRESH = "<!doctype html>fresh</html>\n";

test("K2: where the publisher wants it, the network is asked first, and only an answer of ours counts", async () => {
  const phone = phoneToldToAsk();
  phone.fresh = async () => new Response(FRESH, { headers: { ...POLICY, "X-Set": "new" } });
  const answer = await phone.ask("/en/a1b2");
  assert.equal(await answer.text(), FRESH);
  assert.equal(answer.headers.get("X-Set"), "new");
  const others = [
    new Response("<title>Wi-Fi</title></html>"),
    new Response(FRESH, { status: 404, headers: POLICY }),
    new Response(FRESH, { status: 410, headers: POLICY }),
    new Response(FRESH, { status: 503, headers: POLICY }),
    undefined,
  ];
  for (const other of others) {
    phone.fresh = async () => other;
    assert.equal(await (await phone.ask("/en/a1b2")).text(), "page");
  }
});

test("K2: half a page is not shown in place of a whole one that is kept", async () => {
  const phone = phoneToldToAsk();
  for (const end of [0, 1, 9, FRESH.length - 2]) {
    phone.fresh = async () => new Response(FRESH.slice(0, end), { headers: POLICY });
    assert.equal(await (await phone.ask("/en/a1b2")).text(), "page", `${end} bytes`);
  }
});

test("K2: what is no page cannot be fresher, and does not wait for the network", async () => {
  const phone = phoneToldToAsk();
  const sets = { icon: { status: 200, fields: { "Content-Type": "image/png" } } };
  const { core } = phone.release.manifests;
  assert.ok(core);
  core.headers = { ...core.headers, ...sets };
  core.entries["/en/112"] = { ...core.entries["/en/112"], headers: "icon" };
  phone.fresh = () => assert.fail("asked for a file");
  assert.equal(await (await phone.ask("/en/112", "no-cors")).text(), "call");
});
