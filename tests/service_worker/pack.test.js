/** Packs: the samples that content/release/pack.py reads too; every field wrong in every way. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  LARGEST_DECODED_BYTES, makeObject, members, packName, readRun, takeRun,
} from "../../service_worker/js/pack.js";
import { canUnzip, unzip } from "../../service_worker/js/ports/unzip.js";
import { Refused, releaseId } from "../../service_worker/js/release.js";

const CONTRACT = JSON.parse(readFileSync(new URL("../contracts/packs.json", import.meta.url), "utf8"));

/**
 * @param {string} text  base64
 * @returns {Uint8Array}
 */
function bytesOf(text) {
  return new Uint8Array(Buffer.from(text, "base64"));
}

/**
 * @param {Uint8Array} pack
 * @param {Uint8Array[]} base
 * @returns {Promise<Uint8Array[]>} the objects of a whole pack
 */
async function unpack(pack, base) {
  const sources = [...base];
  let run = takeRun(pack);
  while (run && run !== "end") {
    const { objects, literals } = readRun(await unzip(run.zipped, LARGEST_DECODED_BYTES));
    let left = literals;
    for (const steps of objects) {
      const { object, rest } = await makeObject(steps, left, async (at) => sources[at]);
      left = rest;
      sources.push(object);
    }
    run = takeRun(run.rest);
  }
  if (run !== "end") {
    throw new Refused("cut");
  }
  return sources.slice(base.length);
}

test("this engine can unpack", () => assert.ok(canUnzip()));

for (const sample of CONTRACT.samples) {
  const { name, refused } = sample;
  const [pack, sources] = [bytesOf(sample.pack), sample.sources.map(bytesOf)];
  test(`D3: a pack: ${name}: ${refused ? "refused" : "its objects"}`, async () => {
    if (refused) {
      await assert.rejects(unpack(pack, sources), Refused);
    } else {
      assert.deepEqual(await unpack(pack, sources), sample.objects.map(bytesOf));
    }
  });
}

test("a pack that comes byte by byte waits for whole runs, and its end is its end", async () => {
  const sample = CONTRACT.samples.find((/** @type {any} */ one) => one.name === "two runs");
  const pack = bytesOf(sample.pack);
  /** @type {number[]} */
  const places = [];
  let begin = 0;
  for (let end = 0; end <= pack.length; end += 1) {
    const run = takeRun(pack.subarray(begin, end));
    if (run && run !== "end") {
      places.push(end);
      begin = end - run.rest.length;
    }
  }
  assert.equal(places.length, 2);
  assert.equal(takeRun(pack.subarray(begin)), "end");
});

test("a pack's name says where it leads and where from", async () => {
  const [target, base] = [{ core: "a".repeat(64) }, { core: "b".repeat(64), en: "c".repeat(64) }];
  assert.equal(await packName(target, {}), await releaseId(target));
  assert.equal(await packName(target, base), `${await releaseId(target)}-${await releaseId(base)}`);
});

test("the objects of a base are numbered by part and path, each once, large ones by their pieces", () => {
  const entry = (/** @type {string} */ object, /** @type {string[]|undefined} */ chunks) =>
    /** @type {any} */ ({ object, size: 1, headers: "page", ...(chunks && { chunks }) });
  const manifest = (/** @type {Record<string, any>} */ entries) =>
    /** @type {any} */ ({ format: 1, name: "", headers: {}, entries });
  const manifests = {
    en: manifest({ "/en/b": entry("4", undefined), "/en/a": entry("3", ["x", "y"]), "/en/c": entry("1", undefined) }),
    core: manifest({ "/": entry("1", undefined), "/404": entry("2", undefined) }),
  };
  assert.deepEqual(members({ core: "C", en: "E" }, manifests), ["C", "1", "2", "E", "x", "y", "4"]);
});
