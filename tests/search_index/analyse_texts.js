/**
 * Analyses texts as the phone does: [{"settings", "texts"}, ...] on standard input; out come, for each
 * text, its words as [written, folded, term].
 */

import { readFileSync } from "node:fs";
import { Analyzer } from "../../search_index/js/analysis.js";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "./all_stemmers.js";

const analysed = JSON.parse(readFileSync(0, "utf-8")).map(({ settings, texts }) => {
  const analyzer = new Analyzer(settings, stemmerNamed(settings.stemmer));
  return texts.map((text) => analyzer.words(text).map((w) => [w.written, w.folded, w.term]));
});
process.stdout.write(JSON.stringify(analysed));
