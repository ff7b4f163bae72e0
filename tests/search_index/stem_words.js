/** Stems words as the phone does: {"english": ["words", ...], ...} on standard input, stems out. */

import { readFileSync } from "node:fs";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "./all_stemmers.js";

const stems = {};
for (const [name, words] of Object.entries(JSON.parse(readFileSync(0, "utf-8")))) {
  stems[name] = words.map(stemmerNamed(name));
}
process.stdout.write(JSON.stringify(stems));
