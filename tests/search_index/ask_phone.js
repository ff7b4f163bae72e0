/**
 * Answers many queries from one export: {"file", "queries", "text"} on standard input, a list out.
 * The parity tests run this instead of the command line tool, which starts Node for every query.
 */

import { readFileSync } from "node:fs";
import { listAnswer, openExport } from "../../search_index/js/search.js";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "./all_stemmers.js";

const { file, queries, text } = JSON.parse(readFileSync(0, "utf-8"));
const bytes = new Uint8Array(readFileSync(file));
const pages = openExport(bytes, stemmerNamed);

const answers = queries.map((query) => {
  const start = performance.now();
  const hits = pages.search(query);
  const answer = pages.answer(query);
  const suggestions = pages.suggest(query);
  const hint = pages.hint(query, answer) || null;
  const milliseconds = performance.now() - start;
  const words = hits.length ? hits[0].words : new Set();
  return {
    hits: hits.map(({ key, score }) => ({ key, score })),
    pinned: answer.pinned.map(({ key, score }) => [key, score]),
    listed: listAnswer(answer).map(({ key, score }) => [key, score]),
    words: Array.from(words),
    suggestions,
    hint,
    reasons: listAnswer(answer).map(({ key }) => pages.reasons(query, key)),
    milliseconds,
    snippet: pages.snippet(text, words).map((part) => [part.text, part.marked]),
  };
});
process.stdout.write(JSON.stringify(answers));
