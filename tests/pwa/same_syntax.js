/**
 * Says which pairs of scripts are not the same to a parser: tree, names and literals, without comments
 * and layout. Pairs of file names come as arguments; names of the second files are printed. The parser
 * is the one that ESLint brings.
 */

import { readFileSync } from "node:fs";
import { parse } from "espree";

/**
 * @param {string} path
 * @returns {string}
 */
function syntaxOf(path) {
  const tree = parse(readFileSync(path, "utf8"), { ecmaVersion: "latest" });
  return JSON.stringify(tree, (key, value) => (key === "start" || key === "end" ? undefined : value));
}

const files = process.argv.slice(2);
for (let i = 0; i < files.length; i += 2) {
  if (syntaxOf(files[i] || "") !== syntaxOf(files[i + 1] || "")) {
    console.log(files[i + 1]);
  }
}
