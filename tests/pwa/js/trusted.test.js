/** T4: the one Trusted Types policy lets through the worker and files named by their hash, nothing else. */

import assert from "node:assert/strict";
import test from "node:test";

import { checkScriptPath, trustedScript } from "../../../pwa/js/reader/trusted.js";

const HASH = "0123456789abcdef".repeat(4);

const REFUSED = [
  "", "/", "sw.js", "/sw.js?", "/sw.js?v=2", "/sw.js#", "/sw.js/", "/sw.js\n", " /sw.js", "/SW.js", "//sw.js",
  "/en/sw.js", "/../sw.js", "/o/../sw.js", "\\sw.js", "/sw.js%00", "/swxjs",
  `/o/${HASH}?`, `/o/${HASH}#`, `/o/${HASH}/`, `/o/${HASH}\n`, `/o/${HASH}0`, `/o/${HASH.slice(1)}`,
  `/o/${HASH.toUpperCase()}`, `/o/${"g".repeat(64)}`, `//evil.example/o/${HASH}`, `/o//${HASH}`, `o/${HASH}`,
  `https://evil.example/o/${HASH}`, `https:/o/${HASH}`, "https://evil.example/sw.js", "//evil.example/sw.js",
  "javascript:alert(1)", "data:text/javascript,alert(1)", "blob:https://guide.example/1", "/release", "/x/1",
];

for (const path of ["/sw.js", `/o/${HASH}`]) {
  test(`${path.slice(0, 9)} is a script of ours`, () => {
    assert.equal(checkScriptPath(path), path);
    assert.equal(trustedScript(path), path);
  });
}

for (const path of REFUSED) {
  test(`${JSON.stringify(path.replace(HASH, "HASH"))} is no script of ours`, () => {
    assert.throws(() => checkScriptPath(path), TypeError);
    assert.throws(() => trustedScript(path), TypeError);
  });
}

test("where the browser has Trusted Types there is exactly one policy, and it makes what sinks take", async () => {
  /** @type {{ name: string, rules: any }[]} */
  const policies = [];
  const createPolicy = (/** @type {string} */ name, /** @type {any} */ rules) => {
    policies.push({ name, rules });
    return { createScriptURL: (/** @type {string} */ path) => ({ trusted: rules.createScriptURL(path) }) };
  };
  Object.assign(globalThis, { trustedTypes: { createPolicy } });
  const address = new URL("../../../pwa/js/reader/trusted.js?anew", import.meta.url);
  const anew = await import(address.href);
  assert.deepEqual(policies.map(({ name }) => name), ["page"]);
  assert.deepEqual(anew.trustedScript("/sw.js"), { trusted: "/sw.js" });
  assert.throws(() => anew.trustedScript("/sw.js?"), TypeError);
  assert.deepEqual(Object.keys(policies[0]?.rules).sort(), ["createHTML", "createScriptURL"]);
});
