import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "../../search_index/js/export_head.js";

/** The same sum bit by bit, as the standard defines it. */
function bitByBit(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
  }
  return ~sum >>> 0;
}

test("the checksum is that of zlib, whatever the length and wherever the bytes lie", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  const all = Uint8Array.from({ length: 300 }, (_, place) => (place * 151) ^ (place >>> 3));
  for (let length = 0; length < 64; length++) {
    const some = all.subarray(length + 1, 3 * length + (length % 4) + 1);
    assert.equal(crc32(some), bitByBit(some), `${some.length} bytes`);
  }
});
