/** Stems words as the phone does: {"english": ["words", ...], ...} on standard input, stems out. */

import { readFileSync } from "node:fs";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "../../search_index/js/stemmers/ar.js";
import "../../search_index/js/stemmers/de.js";
import "../../search_index/js/stemmers/en.js";
import "../../search_index/js/stemmers/es.js";
import "../../search_index/js/stemmers/fr.js";
import "../../search_index/js/stemmers/hu.js";
import "../../search_index/js/stemmers/nl.js";
import "../../search_index/js/stemmers/pt.js";
import "../../search_index/js/stemmers/ro.js";
import "../../search_index/js/stemmers/ru.js";
import "../../search_index/js/stemmers/tr.js";

const stems = {};
for (const [name, words] of Object.entries(JSON.parse(readFileSync(0, "utf-8")))) {
  stems[name] = words.map(stemmerNamed(name));
}
process.stdout.write(JSON.stringify(stems));
