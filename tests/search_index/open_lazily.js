/**
 * Opens an export and asks it: node open_lazily.js FILE. Prints what of it was read after opening, after
 * asking, and after it was prepared; and whether damaged postings are a DamagedExport when asked.
 */

import { readFileSync } from "node:fs";
import process from "node:process";
import { DamagedExport, crc32, readExportHead } from "../../search_index/js/export_head.js";
import { openExport } from "../../search_index/js/search.js";

const CODES = 6;

const bytes = new Uint8Array(readFileSync(process.argv[2]));
/** Postings, urgent words, the letters of terms and of spellings. */
const whatIsRead = ({ scorer, urgent, lexicon }) =>
  [scorer.file.read, urgent, lexicon.stems.sized.length, lexicon.forms.sized.length].map(Boolean);

/** A copy in which every posting names weights that are not there; its checksum fits. */
function withoutWeights(whole) {
  const { head, rest } = readExportHead(whole);
  const before = head.sections.slice(0, CODES).reduce((sum, length) => sum + length, 0);
  const start = whole.length - rest.length + before;
  const broken = whole.slice().fill(127, start, start + head.sections[CODES]);
  new DataView(broken.buffer).setUint32(4, crc32(broken.subarray(8)), true);
  return broken;
}

function isDamagedWhenAsked() {
  const search = openExport(withoutWeights(bytes));
  try {
    search.answer("abortion pills");
    return false;
  } catch (cause) {
    return cause instanceof DamagedExport;
  }
}

function readByPreparing() {
  const search = openExport(bytes);
  search.preparations().forEach((prepare) => prepare());
  return whatIsRead(search);
}

const search = openExport(bytes);
const opened = whatIsRead(search);
search.answer("unknwonword pills");
const asked = whatIsRead(search);
const told = { opened, asked, prepared: readByPreparing(), damaged: isDamagedWhenAsked() };
process.stdout.write(JSON.stringify(told));
