/** D9: what is kept, read from a store that has lost some of it. */

import assert from "node:assert/strict";
import test from "node:test";

import { outlineOf, wholeOf } from "../../service_worker/js/kept.js";
import { publish } from "./fakes.js";

/**
 * @param {number} number
 * @returns {any} a release
 */
function edition(number) {
  const parts = ["core", "en", "fr"].map((name) => [name, new Map([[`/${name}/1`, `${name} of ${number}`]])]);
  const { pointer, manifests } = publish(new Map(/** @type {any} */ (parts)), number);
  return { pointer, manifests, checked: 0 };
}

const [now, before, first] = [edition(3), edition(2), edition(1)];
const kept = { release: now, earlier: [before, first], pins: { one: before.pointer.id } };

/**
 * @param {string[]} lost  digests of manifests
 * @returns {Promise<any>} what is kept, without what is lost
 */
function readWithout(lost) {
  const all = [now, before, first].flatMap(({ pointer, manifests }) =>
    Object.keys(manifests).map((name) => [pointer.manifests[name], manifests[name]]),
  );
  const held = new Map(/** @type {any} */ (all));
  return wholeOf(outlineOf(kept), async (digest) => {
    if (lost.includes(digest)) {
      throw new DOMException("", "NotReadableError");
    }
    return /** @type {any} */ (held.get(digest));
  });
}

test("all of it is read when nothing is lost", async () => {
  assert.deepEqual(await readWithout([]), kept);
});

test("a part of the release in force that is lost is missing, and the others are there", async () => {
  const read = await readWithout([now.pointer.manifests.fr]);
  assert.deepEqual(Object.keys(read.release.manifests), ["core", "en"]);
  assert.deepEqual(read.earlier, kept.earlier);
});

test("an earlier release that has lost a part is not kept any more", async () => {
  const read = await readWithout([before.pointer.manifests.en]);
  assert.deepEqual(read.release, now);
  assert.deepEqual(read.earlier, [first]);
});
