/**
 * The model of D1 to D5, D7 to D9: a publisher who edits, a network that breaks, a phone that is
 * killed, and what must be true of the phone after every single step.
 *
 * @import { Chance, Published, Tree, Turn } from "./fakes.js"
 * @import { PackAnswer } from "../../service_worker/js/ports/network.js"
 * @import { Outcome, Ports } from "../../service_worker/js/sync.js"
 *
 * @typedef {object} Faults  how probable it is that one call goes wrong
 * @property {number} network
 * @property {number} writes
 * @property {number} crash
 *
 * @typedef {{ language: string, thrifty: boolean }} Reader
 */

import assert from "node:assert/strict";

import { keptDigests, releaseOf } from "../../service_worker/js/kept.js";
import { CORE, digestsOf, entryAt } from "../../service_worker/js/release.js";
import { sync } from "../../service_worker/js/sync.js";
import { FakeStore, publish, sha256, Turns } from "./fakes.js";
import { packOf, unzipAtOnce } from "./fake_packs.js";
import { changeTree, firstTree, LANGUAGES } from "./sync_trees.js";

const PORTAL = new TextEncoder().encode("<!doctype html><title>Wi-Fi</title><p>Please pay.");
const NOTHING = { network: 0, writes: 0, crash: 0 };

/** One phone, one publisher, and all that was ever published. */
export class World {
  /** @param {Chance} chance */
  constructor(chance) {
    this.chance = chance;
    this.phone = new FakeStore();
    /** @type {Published[]} */
    this.published = [];
    /** What the browser threw away by itself. @type {Set<string>} */
    this.evicted = new Set();
    /** Windows that are open: the release that each was opened on. @type {Map<string, string>} */
    this.windows = new Map();
    /** @type {string[]} */
    this.story = [];
    this.publishTree(firstTree(chance), 1000);
  }

  /** @returns {Published} */
  get current() {
    return /** @type {Published} */ (this.published.at(-1));
  }

  /**
   * @param {Tree} tree
   * @param {number} sequence
   */
  publishTree(tree, sequence) {
    this.published.push(publish(tree, sequence));
  }

  /** One step of the story, chosen by chance. */
  async step() {
    const { chance } = this;
    if (chance.happens(0.35)) {
      this.publishEdit();
    } else if (chance.happens(0.08)) {
      this.evict();
    } else if (chance.happens(0.2)) {
      this.openOrClose();
    } else {
      await this.check();
    }
    this.assertWhole();
  }

  /** Publishes an edit, or an old tree again (K1). */
  publishEdit() {
    const { chance } = this;
    const old = chance.happens(0.15) ? chance.pick(this.published).tree : undefined;
    const sequence = this.current.pointer.sequence + 1 + chance.below(3);
    this.publishTree(old || changeTree(this.current.tree, chance), sequence);
    this.story.push(`publish ${this.current.pointer.id.slice(0, 8)}${old ? " (again)" : ""}`);
  }

  /** She opens the guide in a window, or closes one. */
  openOrClose() {
    const { chance, windows } = this;
    const { release } = this.phone;
    if (windows.size && chance.happens(0.5)) {
      windows.delete(chance.pick(windows.keys()));
    } else if (release) {
      windows.set(`window ${this.story.length}`, release.pointer.id);
      this.story.push(`open a window on ${release.pointer.id.slice(0, 8)}`);
    }
  }

  /** The browser throws one object away. */
  evict() {
    const held = [...this.phone.objects.keys()];
    if (held.length) {
      const digest = this.chance.pick(held);
      this.phone.objects.delete(digest);
      this.evicted.add(digest);
      this.story.push(`evict ${digest.slice(0, 8)}`);
    }
  }

  /**
   * Looks for news once, with the faults given or with some by chance.
   * @param {{ faults?: Faults, reader?: Reader }} [options]
   * @returns {Promise<Outcome|undefined>} undefined after a crash
   */
  async check({ faults = this.#faults(), reader = this.#reader() } = {}) {
    const session = new Session(this, reader, faults);
    this.phone.capacity = this.#capacity(session);
    const outcome = await session.run();
    const { network, writes, crash } = faults;
    this.story.push(
      `check ${reader.language}${reader.thrifty ? " (thrifty)" : ""} net ${network} writes ${writes} ` +
        `crash ${crash} room ${this.phone.capacity}: ${outcome} ${session.trouble.join(" ")}`,
    );
    if (outcome) {
      session.assertOutcome(outcome);
    }
    return outcome;
  }

  /** @returns {Faults} */
  #faults() {
    const { chance } = this;
    if (chance.happens(0.35)) {
      return NOTHING;
    }
    return {
      network: chance.pick([0, 0.02, 0.1, 0.5]),
      writes: chance.pick([0, 0, 0.05, 0.3]),
      crash: chance.pick([0, 0, 0.03, 0.15]),
    };
  }

  /** @returns {Reader} */
  #reader() {
    const { chance } = this;
    return { language: chance.pick([...LANGUAGES, "xx"]), thrifty: chance.happens(0.4) };
  }

  /**
   * @param {Session} session
   * @returns {number} bytes: all there may be, or just what the old and the new release need
   */
  #capacity(session) {
    if (this.chance.happens(0.6)) {
      return Infinity;
    }
    const { kept } = this.phone;
    const read = (kept ? [kept.release, ...kept.earlier] : []).filter(
      ({ pointer }, index) => index === 0 || [...this.windows.values()].includes(pointer.id),
    );
    const held = new Set(read.flatMap((release) => [...digestsOf(release)]));
    const both = new Set([...held, ...session.wantedDigests(this.current)]);
    return [...both].reduce((sum, digest) => sum + this.bytesOf(digest).length, 0);
  }

  /**
   * @param {string} digest
   * @returns {Uint8Array} the right bytes, from whatever release has them
   */
  bytesOf(digest) {
    const bytes = this.published.map(({ objects }) => objects.get(digest)).find(Boolean);
    assert.ok(bytes, `no release ever had ${digest}`);
    return bytes;
  }

  /** D1, D2: what the phone would answer is wholly one published release, the core always there. */
  assertWhole() {
    const { release, objects } = this.phone;
    if (!release) {
      return;
    }
    const whole = this.published.find(({ pointer }) => pointer.id === release.pointer.id);
    assert.ok(whole, "in force is what nobody published");
    assert.ok(CORE in release.manifests, "the emergency pages are gone");
    for (const [name, manifest] of Object.entries(release.manifests)) {
      assert.deepEqual(manifest, whole.manifests[name], `${name} is another's`);
      /** @type {Map<string, string>} */
      const pages = whole.tree.get(name) || new Map();
      for (const [path, text] of pages) {
        /** @type {string} */
        const digest = entryAt(manifest, path)?.object || "";
        assert.equal(digest, sha256(text), `${path} is of another release`);
        assert.ok(objects.has(digest) || this.evicted.has(digest), `${path} does not open`);
      }
    }
    this.assertPinned();
  }

  /** D7: what an open window reads is kept, wholly, until it is closed. */
  assertPinned() {
    const { kept, objects } = this.phone;
    for (const [window, id] of this.windows) {
      const read = kept && releaseOf(kept, window);
      assert.equal(read && read.pointer.id, id, `${window} has lost its release`);
      for (const digest of read ? digestsOf(read) : []) {
        assert.ok(objects.has(digest) || this.evicted.has(digest), `${window} has lost ${digest}`);
      }
    }
  }
}

/** One search for news: a reader, her network, her luck. */
class Session {
  /**
   * @param {World} world
   * @param {Reader} reader
   * @param {Faults} faults
   */
  constructor(world, reader, faults) {
    this.world = world;
    this.reader = reader;
    this.faults = faults;
    this.turns = new Turns();
    this.before = structuredClone(world.phone.release);
    /** The pointer that arrived as it was sent. @type {Published|undefined} */
    this.served = undefined;
    /** On their way. @type {Set<string>} */
    this.asked = new Set();
    /** What went wrong inside a port, where sync would take it for a fault. @type {string[]} */
    this.wrong = [];
    this.isFull = false;
    this.unzips = world.chance.happens(0.8);
    /** @type {string[]} */
    this.trouble = [];
  }

  /** @returns {Promise<Outcome|undefined>} */
  run() {
    const { chance, phone } = this.world;
    phone.onDrop = (digest) => this.assertDropped(digest);
    const decide = (/** @type {Turn} */ turn) => this.decide(turn);
    const assertAll = () => {
      assert.deepEqual(this.wrong, []);
      this.world.assertWhole();
    };
    return this.turns.run(sync(this.ports(), this.reader), chance, decide, assertAll);
  }

  /**
   * A crash comes before a call or after it: committed is committed.
   * @param {Turn} turn
   * @returns {"go"|"crash"}
   */
  decide(turn) {
    const { chance } = this.world;
    if (!chance.happens(this.faults.crash)) {
      return "go";
    }
    this.trouble.push(`crash at ${turn.port}`);
    if (chance.happens(0.5)) {
      void Promise.resolve().then(turn.act).catch(() => undefined);
    }
    return "crash";
  }

  /** @returns {Ports} */
  ports() {
    const { turns } = this;
    const { phone } = this.world;
    /** @type {any} */
    const store = {
      readKept: () => turns.call("readKept", "", () => phone.readKept()),
      readArriving: () => turns.call("readArriving", "", () => phone.readArriving()),
      readObject: (/** @type {string} */ d) => turns.call("readObject", d, () => phone.readObject(d)),
      heldDigests: () => turns.call("heldDigests", "", () => phone.heldDigests()),
    };
    for (const name of /** @type {const} */ (["addObjects", "removeObjects", "saveArriving", "commit"])) {
      store[name] = (/** @type {any[]} */ ...values) =>
        turns.call(name, "", () => this.write(name, () => /** @type {any} */ (phone)[name](...values)));
    }
    return {
      fetchPointer: () => turns.call("fetchPointer", "", () => this.fetchPointer()),
      fetchObject: (digest) => {
        this.noteAsked(digest);
        return turns.call("fetchObject", digest, () => this.fetchObject(digest));
      },
      fetchPack: (name, from) => turns.call("fetchPack", name, () => this.fetchPack(name, from)),
      canUnzip: () => this.unzips,
      unzip: unzipAtOnce,
      store,
      now: () => 1,
      pause: async () => undefined,
      breathe: async () => undefined,
      openWindows: async () => this.openWindows(),
      report: ({ held, needed }) =>
        assert.ok(held >= 0 && (!needed || held <= needed), "progress goes beyond the end"),
      remove: async () => assert.fail("nobody ordered it"),
    };
  }

  /** @returns {Record<string, string>} the browser always knows the windows, the worker not always the release */
  openWindows() {
    const { windows, phone, chance } = this.world;
    const pinned = phone.kept ? phone.kept.pins : {};
    const open = [...windows].map(([window, id]) => {
      const isKnown = chance.happens(0.5) || window in pinned;
      return [window, isKnown ? id : ""];
    });
    return Object.fromEntries(open);
  }

  /**
   * @param {string} name
   * @param {number} from
   * @returns {PackAnswer|undefined}
   */
  fetchPack(name, from) {
    const { chance, published } = this.world;
    const pack = packOf(name, published);
    const { arriving } = this.world.phone;
    const saved = arriving && arriving.name === name ? arriving.taken + arriving.tail.length : 0;
    if (from !== saved) {
      this.wrong.push(`D4: ${saved} bytes are here, and asked from ${from}`);
    }
    if (!pack || from > pack.length || chance.happens(this.faults.network / 2)) {
      return undefined;
    }
    const start = chance.happens(0.1) ? 0 : from;
    const bytes = this.damage(pack.slice(start), "pack");
    const isCut = chance.happens(this.faults.network);
    if (isCut) {
      this.trouble.push("cut pack");
    }
    const end = isCut ? chance.below(bytes.length) : bytes.length;
    // A server may keep to itself how long a whole answer is; of a part, it says of how much.
    const size = start ? pack.length : chance.pick([0, pack.length]);
    return { start, size, chunks: this.chunksOf(bytes.subarray(0, end), isCut) };
  }

  /**
   * @param {Uint8Array} bytes
   * @param {boolean} isCut
   * @returns {AsyncGenerator<Uint8Array, void>}
   */
  async *chunksOf(bytes, isCut) {
    const { chance } = this.world;
    for (let place = 0; place < bytes.length; ) {
      const end = place + 1 + chance.below(200);
      const chunk = bytes.slice(place, end);
      yield await this.turns.call("chunk", "", () => chunk);
      place = end;
    }
    // Some browsers say that a cut answer has ended.
    if (isCut && chance.happens(0.5)) {
      throw new TypeError("cut");
    }
  }

  /**
   * @param {string} name
   * @param {() => Promise<unknown>} act
   */
  async write(name, act) {
    try {
      if (this.world.chance.happens(this.faults.writes)) {
        this.trouble.push(`no room at ${name}`);
        throw new DOMException("no room", "QuotaExceededError");
      }
      await act();
    } catch (error) {
      this.isFull = true;
      throw error;
    }
  }

  /** @returns {Uint8Array} */
  fetchPointer() {
    const { chance, published, current } = this.world;
    if (chance.happens(this.faults.network) && chance.happens(0.5)) {
      const older = chance.pick(published);
      if (chance.happens(0.5)) {
        this.trouble.push("older pointer");
        this.served = older;
        return encode(older.pointer);
      }
      this.trouble.push("wrong pointer");
      return encode(wrongPointer(current, older, chance));
    }
    const sent = encode(current.pointer);
    const bytes = this.damage(sent, "pointer");
    if (bytes === sent) {
      this.served = current;
    }
    return bytes;
  }

  /**
   * @param {string} digest
   * @returns {Uint8Array}
   */
  fetchObject(digest) {
    this.asked.delete(digest);
    return this.damage(this.world.bytesOf(digest), digest.slice(0, 8));
  }

  /**
   * @param {Uint8Array} bytes
   * @param {string} what
   * @returns {Uint8Array} what arrives
   * @throws {TypeError} nothing does
   */
  damage(bytes, what) {
    const { chance } = this.world;
    if (!chance.happens(this.faults.network)) {
      return bytes;
    }
    const kind = chance.pick(["cut", "503", "truncated", "flipped", "portal", "empty", "other"]);
    this.trouble.push(`${kind} ${what}`);
    const flipped = bytes.map((byte, place) => (place === bytes.length >> 1 ? byte ^ 1 : byte));
    /** @type {Record<string, Uint8Array>} */
    const arrives = {
      truncated: bytes.slice(0, chance.below(bytes.length)),
      flipped,
      portal: PORTAL,
      empty: new Uint8Array(),
      other: chance.pick(this.world.current.objects.values()),
    };
    const arrived = arrives[kind];
    if (!arrived) {
      throw new TypeError(kind);
    }
    return arrived;
  }

  /**
   * @param {Published} wanted
   * @returns {string[]} the parts that this session should end with
   */
  wantedParts({ manifests }) {
    const { language, thrifty } = this.reader;
    const kept = this.before ? Object.keys(this.before.manifests) : [CORE];
    const all = Object.keys(manifests);
    return all.filter((name) => kept.includes(name) || !thrifty || name === language);
  }

  /**
   * @param {Published} wanted
   * @returns {Set<string>}
   */
  wantedDigests(wanted) {
    const parts = this.wantedParts(wanted).map((name) => [name, wanted.manifests[name]]);
    return digestsOf({ pointer: wanted.pointer, manifests: Object.fromEntries(parts), checked: 0 });
  }

  /**
   * D4: bytes that are held, or on their way, are not asked for.
   * @param {string} digest
   */
  noteAsked(digest) {
    if (this.world.phone.objects.has(digest) || this.asked.has(digest)) {
      this.wrong.push(`D4: ${digest} is here or on its way, and asked for`);
    }
    this.asked.add(digest);
  }

  /**
   * D4: what an earlier attempt brought stays for as long as the release that is being fetched needs
   * it; but a full phone keeps what is in force.
   * @param {string} digest
   */
  assertDropped(digest) {
    if (this.served && !this.isFull) {
      const wanted = this.wantedDigests(this.served);
      assert.ok(!wanted.has(digest), `D4: ${digest} is needed, held, and dropped`);
    }
  }

  /**
   * What an outcome promises.
   * @param {Outcome} outcome
   */
  assertOutcome(outcome) {
    const { phone, evicted } = this.world;
    const after = phone.release;
    if (outcome === "failed" || outcome === "full") {
      assert.ok(this.trouble.length, "failed, and nothing was wrong");
    }
    if (this.before && after) {
      const isSame = after.pointer.id === this.before.pointer.id;
      assert.ok(after.pointer.sequence >= this.before.pointer.sequence, "D8: went back");
      assert.ok(isSame || outcome === "newer" || outcome === "first", "changed, and not told");
      assert.ok(!isSame || outcome !== "newer", "told, and not changed");
    }
    if (outcome === "same" || !this.trouble.length) {
      assert.ok(after && this.served);
      assert.equal(after.pointer.id, this.served.pointer.id);
      assert.deepEqual(Object.keys(after.manifests).sort(), this.wantedParts(this.served).sort());
      const needed = keptDigests(phone.kept);
      for (const digest of phone.objects.keys()) {
        assert.ok(needed.has(digest), `${digest} is held, and nobody needs it`);
      }
      for (const digest of digestsOf(after)) {
        assert.ok(phone.objects.has(digest), `${digest} is needed, and not held`);
        evicted.delete(digest);
      }
      assert.equal(phone.arriving, undefined, "nothing is on its way any more");
    }
  }
}

/**
 * @param {Published} current
 * @param {Published} other
 * @param {Chance} chance
 * @returns {object} a pointer that must be refused, or one to what is no release
 */
function wrongPointer({ pointer }, other, chance) {
  const [name = ""] = Object.keys(pointer.manifests).filter((part) => part !== CORE);
  const swapped = { ...pointer.manifests, [CORE]: pointer.manifests[name] };
  return chance.pick([
    { ...pointer, id: sha256("no release") },
    { ...pointer, manifests: { ...pointer.manifests, [name]: sha256("no manifest") } },
    { ...pointer, manifests: swapped, id: sha256(JSON.stringify({ format: 1, manifests: swapped })) },
    { ...pointer, format: 2 },
    { ...pointer, sequence: -1 },
    { ...other.manifests[CORE] },
  ]);
}

/**
 * @param {object} value
 * @returns {Uint8Array}
 */
function encode(value) {
  return new TextEncoder().encode(JSON.stringify(value));
}
