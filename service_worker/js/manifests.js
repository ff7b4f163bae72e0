/**
 * Reading manifests that have come, in several tasks: those of a guide of thousands of pages take a weak
 * phone a moment, and between tasks it can answer a page.
 *
 * @import { Manifest } from "./release.js"
 * @import { Ports } from "./sync.js"
 */

import { checkManifest, parseManifest } from "./release.js";

/**
 * @param {Ports} ports
 * @param {Uint8Array} bytes
 * @param {string} name  the part it must be
 * @returns {Promise<Manifest>}
 * @throws {import("./release.js").Refused}
 */
export async function manifestIn(ports, bytes, name) {
  await ports.breathe();
  const parsed = parseManifest(bytes);
  await ports.breathe();
  const manifest = checkManifest(parsed, name);
  await ports.breathe();
  return manifest;
}
