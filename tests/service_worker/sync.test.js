/**
 * D1 to D9, K1, K2: getting the guide and what is new of it, whatever goes wrong on the way.
 *
 * PARASOL_SCHEDULES is how many stories are told; PARASOL_SEED tells the same ones again.
 *
 * @import { PackAnswer } from "../../service_worker/js/ports/network.js"
 * @import { Outcome, Ports } from "../../service_worker/js/sync.js"
 * @import { Published } from "./fakes.js"
 */

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test from "node:test";

import { releaseOf } from "../../service_worker/js/kept.js";
import { sync } from "../../service_worker/js/sync.js";
import { Chance, FakeStore, hashAtOnce, publish, sha256 } from "./fakes.js";
import { packOf, unzipAtOnce } from "./fake_packs.js";
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
    /** Whether this browser unpacks; then packs of these releases are there. */
    this.unzips = false;
    /** @type {Published[]} */
    this.packed = [];
    /** Bytes of packs that the network lets through. */
    this.packBudget = Infinity;
    this.packBytes = 0;
    this.chunkBytes = 1;
    /** What becomes of the next questions for a pack: a network that lets it not through. */
    this.packsLost = 0;
    this.isSilent = false;
    /** The byte of each pack that arrives wrong. */
    this.damagedByte = -1;
    /** @type {Record<string, string>} */
    this.windows = {};
    /** @type {{ held: number, needed: number }[]} */
    this.progress = [];
    this.removed = false;
    /** What the browser remembers of the pointer, if that was damaged when it came. */
    this.remembered = "";
    this.pointersAsked = 0;
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

  /**
   * @param {string} name
   * @param {number} from
   * @returns {PackAnswer|undefined}
   */
  #fetchPack(name, from) {
    if (this.packsLost > 0) {
      this.packsLost -= 1;
      throw this.isSilent ? new DOMException("silence", "TimeoutError") : new TypeError("no network for packs");
    }
    const pack = packOf(name, [this.release, ...this.packed]);
    this.asked.push(pack ? `pack of ${pack.length - from}` : "no such pack");
    if (!pack) {
      return undefined;
    }
    const [guide, end] = [this, from + this.packBudget];
    async function* chunks() {
      const last = Math.min(pack.length, end);
      for (let place = from; place < last; place += guide.chunkBytes) {
        const chunk = pack.slice(place, Math.min(place + guide.chunkBytes, last));
        guide.packBytes += chunk.length;
        yield chunk.map((byte, at) => (place + at === guide.damagedByte ? byte ^ 1 : byte));
      }
      if (end < pack.length) {
        throw new TypeError("cut");
      }
    }
    return { start: from, size: pack.length, chunks: chunks() };
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
      fetchPointer: async (again) => {
        this.pointersAsked += 1;
        const remembered = again ? "" : this.remembered;
        return new TextEncoder().encode(remembered || JSON.stringify(this.release.pointer));
      },
      fetchObject,
      fetchPack: async (name, from) => this.#fetchPack(name, from),
      canUnzip: () => this.unzips,
      unzip: unzipAtOnce,
      store: /** @type {any} */ (this.store),
      now: () => 7,
      pause: async () => undefined,
      breathe: async () => undefined,
      openWindows: async () => this.windows,
      report: (progress) => this.progress.push(progress),
      remove: async () => {
        this.removed = true;
      },
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

test("D6: whichever languages a phone keeps of six, an update takes three packs at most", async () => {
  const all = ["ar", "en", "fr", "nl", "pt", "ro"];
  for (let choice = 1; choice < 64; choice += 1) {
    const languages = all.filter((_, place) => choice & (1 << place));
    const guide = Object.assign(new Guide(), { unzips: true, chunkBytes: 97 });
    const older = guide.edition(1, all);
    guide.release = older;
    for (const language of languages) {
      await guide.check(language, true);
    }
    guide.release = guide.edition(2, all);
    guide.packed = [older];
    assert.equal(await guide.check(languages[0], true), "newer");
    assert.deepEqual(guide.parts, [...languages, "core"].sort());
    const told = `${languages}: ${guide.asked}`;
    assert.ok(guide.asked.length <= 3 && guide.asked.every((one) => one.startsWith("pack of")), told);
  }
});

test("D6: several languages that were published since come in one answer", async () => {
  const guide = Object.assign(new Guide(), { unzips: true });
  const older = guide.edition(1, ["en", "fr"]);
  guide.release = older;
  await guide.check();
  guide.release = guide.edition(2, ["ar", "en", "fr", "nl", "pt"]);
  guide.packed = [older];
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.parts, ["ar", "core", "en", "fr", "nl", "pt"]);
  assert.equal(guide.asked.length, 2, guide.asked.join());
});

test("D6: where a language is gone, what is new of the others is one answer", async () => {
  const guide = Object.assign(new Guide(), { unzips: true });
  const older = guide.edition(1, ["ar", "en", "fr", "nl"]);
  guide.release = older;
  await guide.check();
  guide.release = guide.edition(2, ["en", "fr", "nl"]);
  guide.packed = [older];
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
  assert.equal(guide.asked.length, 1, guide.asked.join());
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

for (const name of ["fr", "core"]) {
  test(`D9: a part whose manifest cannot be read any more (${name}) is got again, and nothing else`, async () => {
    const guide = new Guide();
    await guide.check();
    const { kept } = guide.store;
    assert.ok(kept);
    guide.store.objects.delete(kept.release.pointer.manifests[name] || "");
    delete kept.release.manifests[name];
    assert.equal(await guide.check(), "same");
    assert.deepEqual(guide.asked, [`manifest ${name}`]);
    assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
  });
}

test("D8: a damaged pointer that the browser remembers is asked for once more, past its memory", async () => {
  const guide = new Guide();
  await guide.check();
  assert.equal(guide.pointersAsked, 1);
  guide.release = guide.edition(2);
  guide.remembered = '{"version": 2, "id": "half';
  assert.equal(await guide.check(), "newer");
  assert.equal(guide.pointersAsked, 3);
});

test("D8: a pointer that stays damaged is asked for twice, not for ever", async () => {
  const guide = new Guide();
  await guide.check();
  guide.release = { ...guide.release, pointer: { ...guide.release.pointer, id: "no digest" } };
  assert.equal(await guide.check(), "failed");
  assert.equal(guide.pointersAsked, 3);
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

test("K1: the tree before under a higher number costs nothing but the pointer", async () => {
  const guide = new Guide();
  const { tree } = guide.release;
  await guide.check();
  const edited = new Map(tree).set("en", new Map([...(tree.get("en") || []), ["/en/k4", "more"]]));
  guide.release = publish(edited, 2);
  await guide.check();
  guide.release = publish(tree, 3);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.asked, []);
});

test("a language that is no longer published goes, and when no way leads back, all that only it needed", async () => {
  const guide = new Guide();
  await guide.check();
  for (const edition of [2, 3, 4]) {
    guide.release = guide.edition(edition, ["en"]);
    assert.equal(await guide.check(), "newer");
    assert.deepEqual(guide.parts, ["core", "en"]);
  }
  // Two manifests and six pages, of the release in force and of two before it.
  assert.equal(guide.store.objects.size, 3 * 8);
});

/**
 * @param {Guide} guide
 * @returns {string[]} what was asked for beside the pointer
 */
function requests(guide) {
  return guide.asked.map((text) => text.replace(/\d+$/, "n"));
}

test("D6: a first visit is two packs, an update from the release before one pack in all", async () => {
  const guide = new Guide();
  guide.unzips = true;
  assert.equal(await guide.check("nl"), "first");
  assert.deepEqual(requests(guide), Array(2).fill("pack of n"));
  assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
  guide.packed = [guide.release];
  guide.release = guide.edition(2);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(requests(guide), ["pack of n"]);
});

test("D4, D6: wherever the answer with all languages is cut, her own is kept first, and nothing comes twice", async () => {
  const whole = new Guide();
  whole.unzips = true;
  await whole.check("nl");
  const seen = new Set();
  for (let cut = 0; cut < whole.packBytes; cut += 61) {
    const guide = new Guide();
    guide.unzips = true;
    guide.packBudget = cut;
    await guide.check("nl");
    seen.add(guide.parts.join());
    assert.ok(guide.parts.length < 2 || guide.parts.includes("nl"), guide.parts.join());
    guide.packBudget = Infinity;
    await guide.check("nl");
    assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
    assert.equal(guide.packBytes, whole.packBytes, `cut after ${cut}`);
  }
  assert.ok(seen.has("core,nl") && seen.has("core,en,nl"), [...seen].join(" "));
});

test("D1: an answer with all languages that is damaged costs what is in it, not the guide", async () => {
  for (const place of [3, 40, 200, 400, 600, 800]) {
    const guide = new Guide();
    guide.unzips = true;
    guide.damagedByte = place;
    assert.equal(await guide.check(), "first");
    assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"], `byte ${place}`);
  }
});

test("D6: who keeps one language only gets no other's lists, and one pack for each part that changed", async () => {
  const guide = new Guide();
  guide.unzips = true;
  await guide.check("fr", true);
  guide.packed = [guide.release];
  guide.release = guide.edition(2);
  assert.equal(await guide.check("fr", true), "newer");
  assert.deepEqual(requests(guide), ["pack of n", "pack of n"]);
  assert.deepEqual(guide.parts, ["core", "fr"]);
});

test("D4: a pack cut after any byte goes on behind that byte, over as many sessions as it takes", async () => {
  const whole = new Guide();
  whole.unzips = true;
  await whole.check("en", true);
  for (const budget of [1, 2, 3, 5, 7, 11, 50, 200]) {
    const guide = new Guide();
    guide.unzips = true;
    guide.packBudget = budget;
    for (let sessions = 0; sessions < 5000 && guide.parts.length < 2; sessions += 1) {
      await guide.check("en", true);
    }
    assert.deepEqual(guide.parts, ["core", "en"]);
    assert.equal(guide.packBytes, whole.packBytes, `${budget} bytes a session`);
  }
});

/** @returns {Guide} with a language of many pages, and a browser that unpacks */
function largeGuide() {
  const guide = Object.assign(new Guide(), { unzips: true, chunkBytes: 997 });
  const pages = Array.from({ length: 700 }, (_, n) => /** @type {[string, string]} */ ([`/en/${n}`, sha256(`${n}`)]));
  guide.release = publish(new Map([["core", new Map([["/core/1", "112"]])], ["en", new Map(pages)]]), 1);
  return guide;
}

test("D4: a large language that was cut goes on where it was cut, in a first install too", async () => {
  const whole = largeGuide();
  assert.equal(await whole.check(), "first");
  for (const part of [0.3, 0.95]) {
    const guide = largeGuide();
    guide.packBudget = Math.floor(part * whole.packBytes);
    assert.equal(await guide.check(), "failed");
    guide.packBudget = Infinity;
    assert.equal(await guide.check(), "first");
    assert.deepEqual(guide.asked.filter((text) => !text.startsWith("pack of")), []);
    assert.equal(guide.packBytes, whole.packBytes);
  }
});

test("what cut attempts at other releases left goes, and with it the pack that copies from it", async () => {
  const whole = largeGuide();
  await whole.check();
  const guide = largeGuide();
  guide.packBudget = Math.floor(0.95 * whole.packBytes);
  assert.equal(await guide.check(), "failed");
  assert.ok(guide.store.objects.size > 500 && guide.store.arriving);
  guide.release = publish(new Map(guide.release.tree).set("en", new Map([["/en/0", "other"]])), 2);
  guide.packBudget = 10;
  await guide.check();
  assert.ok(guide.store.objects.size < 10);
  assert.equal(guide.store.arriving?.runs.length, 0);
  guide.packBudget = Infinity;
  assert.equal(await guide.check(), "first");
});

for (const times of [1, 2, 99]) {
  test(`a network that lets ${times} questions for packs not through brings the guide all the same`, async () => {
    const guide = Object.assign(new Guide(), { unzips: true, packsLost: times });
    assert.equal(await guide.check(), "first");
    assert.deepEqual(guide.parts, ["core", "en", "fr", "nl"]);
    assert.equal(guide.asked.some((text) => text.startsWith("pack of")), times < 99);
  });
}

test("a network that swallows packs is not waited for twice, and brings the guide all the same", async () => {
  const guide = Object.assign(new Guide(), { unzips: true, packsLost: 99, isSilent: true });
  assert.equal(await guide.check("en", true), "first");
  assert.deepEqual(guide.parts, ["core", "en"]);
  assert.equal(guide.packsLost, 99 - 2, "once for each part");
});

test("D4: what has come of a pack stays when neither the pack nor anything else is to be had", async () => {
  const guide = Object.assign(new Guide(), { unzips: true, packBudget: 60 });
  assert.equal(await guide.check("en", true), "failed");
  const { arriving } = guide.store;
  assert.ok(arriving && arriving.tail.length + arriving.taken === 60);
  Object.assign(guide, { packsLost: 99, budget: 0 });
  assert.equal(await guide.check("en", true), "failed");
  assert.deepEqual(guide.store.arriving, arriving);
});

test("D4: what came of another file before a cut costs no more sessions: the rest comes object by object", async () => {
  const guide = new Guide();
  guide.unzips = true;
  guide.packBudget = 20;
  assert.equal(await guide.check("en", true), "failed");
  const { arriving } = guide.store;
  assert.equal(arriving?.tail.length, 20);
  // It seems to begin a run that is longer than the whole pack.
  const tail = Uint8Array.from({ length: 20 }, (_, place) => (place === 2 ? 255 : 0));
  guide.store.arriving = { .../** @type {any} */ (arriving), tail };
  guide.packBudget = Infinity;
  assert.equal(await guide.check("en", true), "first");
  assert.deepEqual(guide.parts, ["core", "en"]);
  assert.equal(guide.store.arriving, undefined);
});

test("without its pack, an update costs a manifest and what is new; with little held, the pack from nothing", async () => {
  const guide = new Guide();
  guide.unzips = true;
  await guide.check();
  const { tree } = guide.release;
  guide.release = publish(new Map(tree).set("en", new Map(tree.get("en")).set("/en/k1", "edited")), 2);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(guide.asked, ["no such pack", "no such pack", "manifest en", "edited"]);
  guide.release = guide.edition(3);
  assert.equal(await guide.check(), "newer");
  assert.deepEqual(requests(guide).filter((text) => text === "pack of n").length, 4);
});

test("D7: a window keeps the release that it was opened on until it is closed", async () => {
  const guide = new Guide();
  await guide.check();
  const opened = guide.release;
  guide.windows = { old: "" };
  for (const edition of [2, 3, 4, 5]) {
    guide.release = guide.edition(edition);
    assert.equal(await guide.check(), "newer");
    const { kept } = guide.store;
    assert.ok(kept);
    assert.equal(releaseOf(kept, "old").pointer.id, opened.pointer.id);
    assert.equal(releaseOf(kept, "new").pointer.id, guide.release.pointer.id);
    assert.ok(guide.store.objects.has(sha256("en 2 of 1")));
  }
  guide.windows = {};
  guide.release = guide.edition(6);
  await guide.check();
  assert.ok(!guide.store.objects.has(sha256("en 2 of 1")));
  assert.ok(guide.store.objects.has(sha256("en 2 of 4")), "a way back costs nothing");
  assert.ok(!guide.store.objects.has(sha256("en 2 of 3")), "nothing grows without end");
});

test("D9: a full phone lets go of ways back, then asks object by object, then says so and keeps what it has", async () => {
  const guide = new Guide();
  guide.unzips = true;
  await guide.check();
  for (const edition of [2, 3]) {
    guide.packed = [guide.release, ...guide.packed];
    guide.release = guide.edition(edition);
    guide.store.capacity = edition === 3 ? guide.store.size : Infinity;
    assert.equal(await guide.check(), "newer");
  }
  assert.equal(guide.store.kept?.earlier.length, 1);
  guide.release = guide.edition(4);
  guide.store.capacity = guide.store.size - 200;
  const { release } = guide.store;
  guide.windows = { here: "" };
  assert.equal(await guide.check(), "full");
  assert.deepEqual(guide.store.release, release);
});

test("D9: where putting in force finds no room, releases that nobody reads make it", async () => {
  const guide = new Guide();
  for (const number of [1, 2, 3]) {
    guide.release = guide.edition(number);
    await guide.check();
  }
  assert.equal(guide.store.kept?.earlier.length, 2);
  // To write what is in force takes room itself: there is none beside two earlier releases.
  const { store } = guide;
  const commit = store.commit.bind(store);
  store.commit = async (kept, needed) => {
    if (kept.earlier.length > 1) {
      throw new DOMException("no room", "QuotaExceededError");
    }
    return commit(kept, needed);
  };
  guide.release = guide.edition(4);
  assert.equal(await guide.check(), "newer");
  assert.equal(store.release?.pointer.id, guide.release.pointer.id);
});

test("K2: the publisher can end it, by a pointer that is whole and newer, and by nothing else", async () => {
  const guide = new Guide();
  await guide.check();
  const order = (/** @type {object} */ change) => {
    guide.removed = false;
    guide.release = { ...guide.release, pointer: { ...guide.release.pointer, control: "remove", ...change } };
    return guide.check();
  };
  assert.equal(await order({ sequence: 0 }), "failed");
  assert.equal(await order({ sequence: 9, id: sha256("no release") }), "failed");
  assert.ok(!guide.removed && guide.store.objects.size > 0);
  assert.equal(await order({ sequence: 9, id: guide.edition(1).pointer.id }), "removed");
  assert.ok(guide.removed);
});

test("K2: an order counts at once, though what is new cannot be had", async () => {
  const guide = new Guide();
  await guide.check();
  const before = guide.store.release?.pointer;
  for (const control of ["network-first", "normal"]) {
    const newer = guide.edition(2);
    guide.release = { ...newer, pointer: { ...newer.pointer, control }, objects: new Map() };
    assert.equal(await guide.check(), "failed");
    assert.deepEqual(guide.store.release?.pointer, { ...before, control });
  }
  guide.release = guide.edition(2);
  assert.equal(await guide.check(), "newer");
});

test("K2: with no room for it, an order counts with the release that it came with", async () => {
  const guide = new Guide();
  await guide.check();
  const { store } = guide;
  const commit = store.commit.bind(store);
  store.commit = async (kept, needed) => {
    if (kept.release.pointer.control !== "normal" && !needed) {
      throw new DOMException("no room", "QuotaExceededError");
    }
    return commit(kept, needed);
  };
  const newer = guide.edition(2);
  guide.release = { ...newer, pointer: { ...newer.pointer, control: "network-first" } };
  assert.equal(await guide.check("en", true), "newer");
  assert.equal(store.release?.pointer.control, "network-first");
});

test("the reader is told how far it is", async () => {
  const guide = new Guide();
  guide.unzips = true;
  await guide.check("en", true);
  const last = guide.progress[guide.progress.length - 1];
  assert.ok(last && guide.progress.length > 10 && last.held > last.needed / 2);
});

test("a phone whose store cannot be opened is an error of its own, and asks for nothing", async () => {
  const guide = new Guide();
  guide.store.readKept = () => Promise.reject(new DOMException("private window", "InvalidStateError"));
  await assert.rejects(guide.check(), { name: "InvalidStateError" });
  assert.deepEqual(guide.asked, []);
});
