/**
 * Asks an export from the command line: node search_index/js/cli.js FILE QUERY
 *
 * Prints [{"key", "score"}], best first, at most 10: pinned emergency pages, then the ranking. Exit 2: wrong usage, 1: unreadable file.
 * Not part of the site.
 */

import { readFileSync } from "node:fs";
import process from "node:process";
import { listAnswer, openExport } from "./search.js";
import { stemmerNamed } from "./stemmers/registry.js";
import "./stemmers/ar.js";
import "./stemmers/bg.js";
import "./stemmers/de.js";
import "./stemmers/en.js";
import "./stemmers/es.js";
import "./stemmers/fr.js";
import "./stemmers/hu.js";
import "./stemmers/nl.js";
import "./stemmers/pt.js";
import "./stemmers/ro.js";
import "./stemmers/ru.js";
import "./stemmers/tr.js";

/**
 * @param {string} file
 * @param {string} query
 * @returns {{ key: string, score: number }[]}
 */
function askFile(file, query) {
  const bytes = new Uint8Array(readFileSync(file));
  const pages = openExport(bytes, stemmerNamed);
  return listAnswer(pages.answer(query)).map(({ key, score }) => ({ key, score }));
}

/**
 * @param {string[]} words
 * @returns {number} exit status
 */
function runCommand(words) {
  const [file, query] = words;
  if (file === undefined || query === undefined || words.length > 2) {
    process.stderr.write("usage: node cli.js FILE QUERY\n");
    return 2;
  }
  try {
    process.stdout.write(`${JSON.stringify(askFile(file, query))}\n`);
    return 0;
  } catch (cause) {
    process.stderr.write(`${String(cause)}\n`);
    return 1;
  }
}

process.exitCode = runCommand(process.argv.slice(2));
