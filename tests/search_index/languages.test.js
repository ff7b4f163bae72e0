/** A query in another language than the page's: who is offered, and who is not. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { offersIn } from "../../search_index/js/languages.js";

/**
 * A language that understands some words and finds a page by them.
 * @param {string} code
 * @param {string[]} known
 * @param {string[]} [urgent]
 */
function language(code, known, urgent = []) {
  const split = (/** @type {string} */ text) => text.split(" ").filter((word) => word);
  const hit = { key: `${code}1`, score: 1, words: new Set() };
  const search = {
    understands: (/** @type {string} */ text, /** @type {boolean} */ unfinished) => {
      const words = split(text);
      const last = words[words.length - 1];
      const isBegun = (word) => unfinished && word === last && known.some((one) => one.startsWith(word));
      return words.filter((word) => known.includes(word) || isBegun(word)).length / (words.length || 1);
    },
    answer: (/** @type {string} */ text) => ({
      hits: split(text).some((word) => known.includes(word)) ? [hit] : [],
      pinned: split(text).some((word) => urgent.includes(word)) ? [hit] : [],
    }),
  };
  return /** @type {any} */ ({ code, search });
}

const english = language("en", ["i", "need", "a", "doctor", "urgent", "test"]);
const french = language("fr", ["je", "cherche", "un", "docteur", "a", "viol", "urgent"], ["viol"]);
const dutch = language("nl", ["ik", "zoek", "een", "dokter", "test"]);

function offered(text, own = english, others = [french, dutch]) {
  const isFound = own.search.answer(text).hits.length > 0;
  return offersIn(own.search, others, text, isFound).map(({ language }) => language.code);
}

test("a query in the reader's own language offers no other", () => {
  assert.deepEqual(offered("i need a doctor test"), []);
  assert.deepEqual(offered("urgent"), []);
});

test("a query in another language is offered in that language", () => {
  assert.deepEqual(offered("je cherche un docteur"), ["fr"]);
  assert.deepEqual(offered("ik zoek een test"), ["nl"]);
});

test("an offer carries the answer in its language", () => {
  const [offer] = offersIn(english.search, [dutch], "ik zoek een test", true);
  assert.deepEqual(offer.answer.hits.map(({ key }) => key), ["nl1"]);
});

test("one shared word among many is no reason to offer", () => {
  assert.deepEqual(offered("need doctor urgent a dokter"), []);
});

test("where the own language finds nothing, any word will do", () => {
  assert.deepEqual(offered("zzz qqq xxx yyy dokter"), ["nl"]);
  assert.deepEqual(offered("zzz qqq"), []);
});

test("what is urgent in another language is offered though little is understood", () => {
  const few = "doctor zzz viol test qqq xxx docteur un";
  assert.deepEqual(offered(few, english, [french]), ["fr"]);
});

test("the beginning of a word of the own language offers nothing, unless it is urgent", () => {
  const other = language("fr", ["need", "do", "viol"], ["viol"]);
  assert.deepEqual(offered("need do", english, [other]), []);
  assert.deepEqual(offered("need dx", english, [language("fr", ["need", "dx"])]), ["fr"]);
  const violence = language("en", ["need", "violence"]);
  assert.deepEqual(offered("need viol", violence, [other]), ["fr"]);
});

test("beside one that understands clearly more, a language is not offered", () => {
  const some = language("nl", ["je"]);
  assert.deepEqual(offered("je cherche un docteur", english, [some, french]), ["fr"]);
  assert.deepEqual(offered("je", english, [some, french]), ["nl", "fr"]);
});

test("with no other language on the phone nothing is offered", () => {
  assert.deepEqual(offered("je cherche un docteur", english, []), []);
});
