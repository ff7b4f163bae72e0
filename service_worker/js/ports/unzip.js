/** Port: the browser's own decompression. */

import { joined } from "../bytes.js";
import { Refused } from "../release.js";

/** @returns {boolean} whether this browser can unpack; older ones get object by object */
export function canUnzip() {
  return typeof DecompressionStream === "function";
}

/**
 * @param {Uint8Array} bytes  gzip
 * @param {number} largest  bytes that it may become
 * @returns {Promise<Uint8Array>}
 * @throws {Refused} damaged, or larger than that
 */
export async function unzip(bytes, largest) {
  const source = new Response(/** @type {BodyInit} */ (bytes)).body;
  if (!source) {
    throw new Refused("gzip");
  }
  const reader = source.pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Refused("gzip");
    });
    if (done) {
      return joined(chunks);
    }
    size += value.length;
    if (size > largest) {
      await reader.cancel().catch(() => undefined);
      throw new Refused("gzip size");
    }
    chunks.push(value);
  }
}
