/**
 * D1 to D5, D8, D9, K1: getting the guide and what is new of it, whatever goes wrong on the way.
 *
 * PARASOL_SCHEDULES is how many stories are told; PARASOL_SEED tells the same ones again.
 *
 * @import { Outcome, Ports } from "../../service_worker/js/sync.js"
 * @import { Published } from "./fakes.js"
 */

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test from "node:test";

import { sync } from "../../service_worker/js/sync.js";
import { Chance, FakeStore, hashAtOnce, publish, sha256 } from "./fakes.js";
import { World } from "./sync_model.js";

const SCHEDULES = Number(process.env.PARASOL_SCHEDULES || 2000);
const SEED = Number(process.env.PARASOL_SEED || randomInt(2 ** 31));
const MOST_STEPS = 14;

hashAtOnce();

/**
 * @param {number} seed
 * @returns {Promise<void>}
 */
async function tellStory(seed) {
  const chance = new Chance(seed);
  const world = new World(chance);
  try {
    for (let steps = 2 + chance.below(MOST_STEPS); steps > 0; steps -= 1) {
      await world.step();
    }
  } catch (error) {
    const story = world.story.map((line) => `  ${line}`).join("\n");
    const again = `PARASOL_SCHEDULES=1 PARASOL_SEED=${seed}`;
    throw new Error(`${again}\n${story}\n  then: ${/** @type {Error} */ (error).message}`, { cause: error });
  }
}

test(`${SCHEDULES} stories of edits, faults and crashes leave one whole release (seed ${SEED})`, async () => {
  for (let number = 0; number < SCHEDULES; number += 1) {
    await tellStory(SEED + number);
  }
});

/** A guide of three pages a part; texts say where they stand, and which edition it is. */
class Guide {
  constructor() {
    this.store = new FakeStore();
    /** @type {string[]} */
    this.asked = [];
    this.atOnce = 0;
    this.mostAtOnce = 0;
    this.budget = Infinity;
    this.release = this.edition(1);
  }

  /**
   * @param {number} number
   * @param {string[]} languages
   * @returns {Published}
   */
  edition(number, languages = ["en", "fr", "nl"]) {
    const parts = ["core", ...languages].map((name) => {
      const pages = [1, 2, 3].map((page) => [`/${name}/k${page}`, `${name} ${page} of ${number}`]);
      return /** @type {[string, Map<string, string>]} */ ([name, new Map(/** @type {any} */ (pages))]);
    });
    return publish(new Map(parts), number);
  }

  /**
   * @param {string} language
   * @param {boolean} thrifty
   * @returns {Promise<Outcome>}
   */
  check(language = "en", thrifty = false) {
    this.asked = [];
    return sync(this.#ports(), { language, thrifty });
  }

  /** @returns {string[]} the parts that are kept */
  get parts() {
    return Object.keys(this.store.release?.manifests || {}).sort();
  }

  /** @returns {Ports} */
  #ports() {
    const fetchObject = async (/** @type {string} */ digest) => {
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      this.atOnce -= 1;
      const bytes = this.release.objects.get(digest);
      if (!bytes || this.asked.length >= this.budget) {
        throw new TypeError("no network");
      }
      const text = new TextDecoder().decode(bytes);
      this.asked.push(text.startsWith("{") ? `manifest ${JSON.parse(text).name}` : text);
      return bytes;
    };
    return {
      fetchPointer: async () => new TextEncoder().encode(JSON.stringify(this.release.pointer)),
      fetchObject,
      store: /** @type {any} */ (this.store),
      now: () => 7,
    };
  }
}

test("a first visit gets the core first, then the reader's language, then the others", async () => {
  const guide = new Guide();
  assert.equal(await guide.check("fr"), "first");
  assert.deepEqual(guide.asked.slice(0, 4).map((text) => text.split(" ").includes("core")), [true, true, true, true]);
  const texts = guide.asked.filter((text) => !text.startsWith("manifest")).map((text) => text.slice(0, 2));
  assert.deepEqual(texts.join(" "), "co co co fr fr fr en en en nl nl nl");
  assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
  assert.ok(guide.mostAtOnce <= 6);
});

test("who saves data keeps her own language only, and what she has is kept up to date", async () => {
  const guide = new Guide();
  await guide.check("fr", true);
  assert.deepEqual(guide.parts, ["core", "fr"]);
  guide.release = guide.edition(2);
  assert.equal(await guide.check("nl", true), "newer");
  assert.deepEqual(guide.parts, ["core", "fr", "nl"]);
});

test("no news costs no object, and is noted", async () => {
  const guide = new Guide();
  await guide.check();
  assert.equal(await guide.check(), "same");
  assert.deepEqual(guide.asked, []);
  assert.equal(guide.store.release?.checked, 7);
});

test("D5: a rename costs a manifest, an edit a manifest and a page", async () => {
  const guide = new Guide();
  await guide.check();
  const { tree } = guide.release;
  const english = new Map([...(tree.get("en") || [])].map(([path, text]) => [`${path}x`, text]));
  guide.release = publish(new Map(tree).set("en", english), 2);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.asked, ["manifest en"]);
  guide.release = publish(new Map(tree).set("en", new Map(english).set("/en/k1x", "edited")), 3);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.asked.sort(), ["edited", "manifest en"]);
});

test("D4: a first visit cut anywhere, then again and again, gets each object once", async () => {
  for (let cut = 1; cut < 17; cut += 1) {
    const guide = new Guide();
    guide.budget = cut;
    /** @type {string[]} */
    const all = [];
    for (let visit = 0; visit < 20; visit += 1) {
      await guide.check();
      all.push(...guide.asked);
    }
    assert.equal(all.length, 16, `cut after ${cut}`);
    assert.equal(new Set(all).size, 16, `cut after ${cut}`);
    assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
  }
});

test("D4: what a cut language has stays when a newer release with the same bytes is published", async () => {
  const guide = new Guide();
  guide.budget = 14;
  await guide.check();
  assert.deepEqual(guide.parts, ["core", "en", "fr"]);
  const { tree } = guide.release;
  guide.release = publish(new Map(tree).set("en", new Map([["/en/k1", "edited"]])), 2);
  guide.budget = Infinity;
  assert.equal(await guide.check(), "newer");
  // Of Dutch one page had come, beside all four manifests, core, English and French.
  assert.equal(guide.asked.filter((text) => text.startsWith("nl")).length, 2);
});

test("D9: what the browser threw away is got again, by hash", async () => {
  const guide = new Guide();
  await guide.check();
  guide.store.objects.delete(sha256("en 2 of 1"));
  guide.store.objects.delete(guide.release.pointer.manifests.fr || "");
  assert.equal(await guide.check(), "same");
  assert.deepEqual(guide.asked.sort(), ["en 2 of 1", "manifest fr"]);
});

test("D8: an older release is ignored", async () => {
  const guide = new Guide();
  const older = guide.release;
  guide.release = guide.edition(2);
  await guide.check();
  guide.release = older;
  assert.equal(await guide.check(), "failed");
  assert.deepEqual(guide.asked, []);
  assert.equal(guide.store.release?.pointer.sequence, 2);
});

test("K1: an old tree under a higher number costs manifests only", async () => {
  const guide = new Guide();
  const { tree } = guide.release;
  await guide.check();
  const edited = new Map(tree).set("en", new Map([...(tree.get("en") || []), ["/en/k4", "more"]]));
  guide.release = publish(edited, 2);
  await guide.check();
  guide.release = publish(tree, 3);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.asked, ["manifest en"]);
});

test("a language that is no longer published goes, with all that only it needed", async () => {
  const guide = new Guide();
  await guide.check();
  guide.release = guide.edition(2, ["en"]);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.parts, ["core", "en"]);
  assert.equal(guide.store.objects.size, 8);
});

test("a phone whose store cannot be opened is an error of its own, and asks for nothing", async () => {
  const guide = new Guide();
  guide.store.readRelease = () => Promise.reject(new DOMException("private window", "InvalidStateError"));
  await assert.rejects(guide.check(), { name: "InvalidStateError" });
  assert.deepEqual(guide.asked, []);
});
