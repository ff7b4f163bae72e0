/**
 * Opens broken copies of an export: node break_export.js FILE. Every outcome must be an answer or a
 * DamagedExport; prints how many there were of each, and every other outcome in full.
 */

import { readFileSync } from "node:fs";
import process from "node:process";
import { DamagedExport, crc32 } from "../../search_index/js/export_head.js";
import { openExport } from "../../search_index/js/search.js";

const whole = new Uint8Array(readFileSync(process.argv[2]));
const outcomes = { answered: 0, damaged: 0, other: [] };

function tryOpening(bytes, what) {
  try {
    const pages = openExport(bytes);
    pages.search("abortion pills");
    pages.suggest("abortoin zzzz");
    outcomes.answered++;
  } catch (cause) {
    if (cause instanceof DamagedExport) {
      outcomes.damaged++;
    } else {
      outcomes.other.push(`${what}: ${cause}`);
    }
  }
}

/** A copy whose checksum fits, so that the checks behind it are reached. */
function sealed(bytes) {
  new DataView(bytes.buffer).setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

for (let length = 0; length < whole.length; length++) {
  tryOpening(whole.slice(0, length), `cut at ${length}`);
  if (length > 12) {
    tryOpening(sealed(whole.slice(0, length)), `cut at ${length} and sealed`);
  }
}
for (let place = 0; place < whole.length; place++) {
  for (const flip of [1, 128]) {
    const changed = whole.slice();
    changed[place] ^= flip;
    tryOpening(changed, `flipped ${flip} at ${place}`);
    if (place >= 8) {
      tryOpening(sealed(changed), `flipped ${flip} at ${place} and sealed`);
    }
  }
}
process.stdout.write(JSON.stringify(outcomes));
