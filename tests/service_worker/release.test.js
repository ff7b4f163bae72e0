/** The release format as the phone reads it, by the samples that the server reads too. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  digestOf, digestsOf, entryAt, readManifest, readPointer, Refused, releaseId,
} from "../../service_worker/js/release.js";
import { publish, sha256 } from "./fakes.js";

/**
 * @typedef {object} Sample
 * @property {string} title
 * @property {"pointer"|"manifest"} reads
 * @property {[string, string]} [replace]
 * @property {boolean} [before]
 * @property {string} [text]
 * @property {number} [times]
 * @property {boolean} [latin1]
 * @property {string[]} refused_by
 */

const CONTRACT = JSON.parse(readFileSync(new URL("../contracts/release.json", import.meta.url), "utf8"));

/**
 * @param {Sample} sample
 * @returns {Uint8Array}
 */
function bytesOf({ reads, replace, before, text, times = 1, latin1 }) {
  const whole = JSON.stringify(CONTRACT[reads]);
  const [old, put] = replace || [whole, text || ""];
  assert.ok(whole.includes(old));
  const said = whole.replace(old, () => put.repeat(times) + (before ? old : ""));
  return new Uint8Array(Buffer.from(said, latin1 ? "latin1" : "utf8"));
}

/**
 * @param {"pointer"|"manifest"} reads
 * @param {Uint8Array} bytes
 */
async function read(reads, bytes) {
  return reads === "pointer" ? readPointer(bytes) : readManifest(bytes, CONTRACT.manifest.name);
}

for (const sample of /** @type {Sample[]} */ (CONTRACT.cases)) {
  const refused = sample.refused_by.includes("phone");
  test(`a ${sample.reads}, ${sample.title}: ${refused ? "refused" : "read"}`, async () => {
    const reading = read(sample.reads, bytesOf(sample));
    await (refused ? assert.rejects(reading, Refused) : reading);
  });
}

test("what is read is what stands there", async () => {
  for (const reads of /** @type {const} */ (["pointer", "manifest"])) {
    const bytes = bytesOf({ title: "", reads, replace: ["", ""], refused_by: [] });
    assert.deepEqual(await read(reads, bytes), CONTRACT[reads]);
  }
});

test("ids and digests are the server's", async () => {
  for (const { manifests, id } of CONTRACT.ids) {
    assert.equal(await releaseId(manifests), id);
  }
  for (const { latin1, digest } of CONTRACT.digests) {
    assert.equal(await digestOf(new Uint8Array(Buffer.from(latin1, "latin1"))), digest);
  }
});

test("names that every object inherits are neither paths nor parts", () => {
  const { manifests } = publish(new Map([["core", new Map([["/", "languages"]])]]), 1);
  const { core } = manifests;
  assert.ok(core);
  for (const path of ["constructor", "__proto__", "toString", "/constructor", "", "/"]) {
    assert.equal(entryAt(core, path)?.object, path === "/" ? sha256("languages") : undefined, path);
  }
});

test("what a kept release needs is its kept parts' manifests and objects, not those of the others", () => {
  const tree = new Map([["core", new Map([["/", "languages"]])], ["en", new Map([["/en/", "home"]])]]);
  const { pointer, manifests, objects } = publish(tree, 1);
  assert.deepEqual(digestsOf({ pointer, manifests, checked: 0 }), new Set(objects.keys()));
  const { core } = manifests;
  assert.ok(core);
  const needed = digestsOf({ pointer, manifests: { core }, checked: 0 });
  assert.deepEqual(needed, new Set([pointer.manifests.core, core.entries["/"]?.object]));
});
