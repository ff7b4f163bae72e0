/**
 * Stems Bulgarian words by Savoy's light rules. The twin of `search_index/bulgarian.py`, where they
 * are explained.
 *
 * @typedef {[number, string, string][]} EndingRules  longer than, ending, what stands in its place
 */

import { registerStemmer } from "./registry.js";

/** @type {EndingRules[]} */
const STEPS = [
  [
    [6, "ият", ""], [5, "ът", ""], [5, "то", ""], [5, "те", ""], [5, "та", ""], [5, "ия", ""],
    [4, "ят", ""],
  ],
  [[6, "овци", "о"], [6, "ове", ""], [6, "еве", "й"], [5, "та", ""], [4, "и", ""]],
  [[3, "я", ""]],
  [[3, "а", ""], [3, "о", ""], [3, "е", ""]],
  [[4, "ищ", ""]],
  [[4, "ен", "н"]],
];
/** @type {EndingRules} */
const SOUNDS = [[0, "ц", "к"], [0, "з", "г"], [0, "с", "х"]];
const SHORTEST = 4;

/**
 * @param {string} word  in lower case
 * @returns {string}
 */
function stemBulgarian(word) {
  if (Array.from(word).length < SHORTEST) {
    return word;
  }
  const root = STEPS.reduce(replaceEnding, word).replace(/^(.{4,})ъ(.)$/u, "$1$2");
  return replaceEnding(root.replace(/я(.)$/u, "е$1"), SOUNDS);
}

/**
 * The word with the first ending that fits replaced.
 * @param {string} word
 * @param {EndingRules} rules
 * @returns {string}
 */
function replaceEnding(word, rules) {
  const { length } = Array.from(word);
  const rule = rules.find(([longer, ending]) => length > longer && word.endsWith(ending));
  return rule ? word.slice(0, -rule[1].length) + rule[2] : word;
}

registerStemmer("bulgarian", stemBulgarian);
