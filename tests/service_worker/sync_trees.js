/**
 * Small guides by chance, and edits of them.
 *
 * @import { Chance, Tree } from "./fakes.js"
 */

export const LANGUAGES = ["ar", "en", "fr", "nl"];
const CORE = "core";

/**
 * @param {Chance} chance
 * @returns {Tree}
 */
export function firstTree(chance) {
  /** @type {Tree} */
  const tree = new Map([[CORE, new Map([["/", "languages"], ["/404", "not here"], ["/x/1", "decoy"]])]]);
  for (const language of LANGUAGES.slice(chance.below(4))) {
    addLanguage(tree, language, chance);
  }
  return tree;
}

/**
 * @param {Tree} tree
 * @param {Chance} chance
 * @returns {Tree} the same with one to four edits
 */
export function changeTree(tree, chance) {
  const changed = new Map([...tree].map(([name, pages]) => [name, new Map(pages)]));
  for (let edits = 1 + chance.below(4); edits > 0; edits -= 1) {
    const edit = chance.pick([editPage, editPage, editPage, addPage, removePage, renamePage, movePage, changeLanguages]);
    edit(changed, chance);
  }
  return changed;
}

/**
 * @param {Tree} tree
 * @param {string} language
 * @param {Chance} chance
 */
function addLanguage(tree, language, chance) {
  tree.set(language, new Map());
  place(tree, CORE, `/${language}/112`, `emergency ${language}`);
  place(tree, language, `/${language}/`, `home ${language}`);
  place(tree, language, `/${language}/404`, "not here");
  for (let pages = chance.below(5); pages > 0; pages -= 1) {
    addPageTo(tree, language, chance);
  }
}

/**
 * @param {Tree} tree
 * @param {string} part
 * @param {Chance} chance
 */
function addPageTo(tree, part, chance) {
  place(tree, part, `/${part}/k${chance.below(9)}`, textBy(chance));
}

/**
 * A path stands in one part only.
 * @param {Tree} tree
 * @param {string} part
 * @param {string} path
 * @param {string} text
 */
function place(tree, part, path, text) {
  for (const pages of tree.values()) {
    pages.delete(path);
  }
  tree.get(part)?.set(path, text);
}

/**
 * @param {Chance} chance
 * @returns {string} sometimes one that other pages have too
 */
function textBy(chance) {
  return chance.happens(0.2) ? `shared ${chance.below(3)}` : `text ${chance.below(1e9)} `.repeat(1 + chance.below(8));
}

/** @type {(tree: Tree, chance: Chance) => void} */
function editPage(tree, chance) {
  const pages = tree.get(chance.pick(tree.keys()));
  // Pages that other parts took over may have left this one empty.
  if (pages?.size) {
    pages.set(chance.pick(pages.keys()), textBy(chance));
  }
}

/** @type {(tree: Tree, chance: Chance) => void} */
function addPage(tree, chance) {
  addPageTo(tree, chance.pick(tree.keys()), chance);
}

/** @type {(tree: Tree, chance: Chance) => void} */
function removePage(tree, chance) {
  const pages = tree.get(chance.pick(tree.keys()));
  if (pages && pages.size > 1) {
    pages.delete(chance.pick(pages.keys()));
  }
}

/** @type {(tree: Tree, chance: Chance) => void} */
function renamePage(tree, chance) {
  const part = chance.pick(tree.keys());
  const pages = tree.get(part);
  if (pages?.size) {
    const [path, text] = chance.pick(pages);
    pages.delete(path);
    place(tree, part, `/${part}/r${chance.below(9)}`, text);
  }
}

/** A page becomes an emergency page, or ceases to be one. @type {(tree: Tree, chance: Chance) => void} */
function movePage(tree, chance) {
  const [from, to] = [chance.pick(tree.keys()), chance.pick(tree.keys())];
  const pages = tree.get(from);
  if (from !== to && pages && pages.size > 1) {
    const [path, text] = chance.pick(pages);
    place(tree, to, path, text);
  }
}

/** @type {(tree: Tree, chance: Chance) => void} */
function changeLanguages(tree, chance) {
  const language = chance.pick(LANGUAGES);
  if (!tree.has(language)) {
    addLanguage(tree, language, chance);
  } else if (tree.size > 2 && chance.happens(0.4)) {
    tree.delete(language);
    tree.get(CORE)?.delete(`/${language}/112`);
  }
}
