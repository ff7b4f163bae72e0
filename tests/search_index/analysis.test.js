import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Analyzer } from "../../search_index/js/analysis.js";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "./all_stemmers.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf-8"));
const contract = read("../contracts/analysis.json");
const NO_RULES = { stemmer: "", stop_words: [], stem_overrides: {} };

/** The settings as an export would carry them. */
function settingsOf(language) {
  let shape = NO_RULES;
  try {
    shape = read(`../../search_index/languages/${language}.json`);
  } catch (cause) {
    assert.equal(cause.code, "ENOENT");
  }
  return { letters: {}, ...shape, analysis: 1, language, stop_words: shape.stop_words.join(" ") };
}

for (const { language, text, terms } of contract.cases) {
  test(`the words of the contract, ${language}: ${JSON.stringify(text)}`, () => {
    const settings = settingsOf(language);
    const analyzer = new Analyzer(settings, stemmerNamed(settings.stemmer));
    assert.deepEqual(analyzer.words(text).map((word) => word.term), terms);
  });
}
