/**
 * The other searches, each set up as its own documents show it for answers as one types: English
 * words, beginnings and slips where it has them, the boosts of Parasol, and no texts in its index
 * beside the ids. Stop words are those of Parasol for whoever takes a list. How settings
 * were chosen stands in the notes of the result.
 *
 * An engine gets its library from outside, so that Node and a page can both bring it.
 *
 * @typedef {{ id: string, title: string, aka: string, body: string }} Page
 * @typedef {(query: string) => string[] | Promise<string[]>} Ask  ids, best first, at most ten
 * @typedef {object} Engine
 * @property {(pages: Page[]) => unknown | Promise<unknown>} build  what is kept, for JSON
 * @property {(kept: any) => Ask | Promise<Ask>} open
 */
import { EnglishStemmer } from "../../search_index/js/vendor/english-stemmer.js";

const FIELDS = ["title", "aka", "body"];
const BOOSTS = { title: 2, aka: 2, body: 1 };
const MOST_HITS = 10;

/**
 * @param {any} MiniSearch
 * @param {string[]} [stopWords]  with them, words are stemmed as ours are; MiniSearch has no stemmer
 * @returns {Engine}
 */
export function minisearch(MiniSearch, stopWords) {
  const options = { fields: FIELDS, ...(stopWords && { processTerm: stemming(stopWords) }) };
  const asking = {
    boost: BOOSTS,
    prefix: (word, place, words) => place === words.length - 1,
    fuzzy: (word) => (word.length > 3 ? (word.length > 7 ? 2 : 1) : 0),
  };
  return {
    build(pages) {
      const index = new MiniSearch(options);
      index.addAll(pages);
      return index;
    },
    open(kept) {
      const index = MiniSearch.loadJS(kept, options);
      return (query) => index.search(query, asking).slice(0, MOST_HITS).map(({ id }) => id);
    },
  };
}

/**
 * @param {string[]} stopWords
 * @returns {(word: string) => string | null}
 */
function stemming(stopWords) {
  const stemmer = new EnglishStemmer();
  const stopped = new Set(stopWords);
  return (word) => {
    const lower = word.toLowerCase();
    return stopped.has(lower) ? null : stemmer.stemWord(lower);
  };
}

/**
 * Its own pipeline has trimmer, stop words and stemmer for English. Each word is asked as its guide
 * advises for answers as one types: exactly, as a beginning if it is the last, and with one slip.
 * @param {any} lunr
 * @returns {Engine}
 */
export function lunrSearch(lunr) {
  return {
    build(pages) {
      const builder = new lunr.Builder();
      builder.pipeline.add(lunr.trimmer, lunr.stopWordFilter, lunr.stemmer);
      builder.searchPipeline.add(lunr.stemmer);
      builder.ref("id");
      FIELDS.forEach((field) => builder.field(field, { boost: BOOSTS[field] }));
      pages.forEach((page) => builder.add(page));
      return builder.build();
    },
    open(kept) {
      const index = lunr.Index.load(kept);
      return (query) => {
        const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
        const found = index.query((asked) =>
          words.forEach((word, place) => {
            asked.term(word, { boost: 100 });
            if (place === words.length - 1) {
              const wildcard = lunr.Query.wildcard.TRAILING;
              asked.term(word, { boost: 10, usePipeline: false, wildcard });
            }
            if (word.length > 3) {
              asked.term(word, { boost: 1, usePipeline: false, editDistance: 1 });
            }
          }),
        );
        return found.slice(0, MOST_HITS).map(({ ref }) => ref);
      };
    },
  };
}

/**
 * It finds beginnings or slips, not both: beginnings, as this is for answers as one types.
 * @param {any} flexsearch
 * @param {any} english  its own stop words and endings
 * @returns {Engine}
 */
export function flexSearch(flexsearch, english) {
  const { Document, Encoder } = flexsearch;
  const empty = () => {
    const encoder = new Encoder(english);
    const index = FIELDS.map((field) => ({ field, tokenize: "forward", encoder }));
    return new Document({ document: { id: "id", index } });
  };
  return {
    build(pages) {
      const index = empty();
      pages.forEach((page) => index.add(page));
      const kept = {};
      index.export((key, part) => {
        kept[key] = part ? JSON.parse(part) : null;
      });
      return kept;
    },
    open(kept) {
      const index = empty();
      Object.entries(kept).forEach(([key, part]) => part && index.import(key, part));
      const asking = { limit: MOST_HITS, suggest: true, merge: true };
      return (query) => index.search(query, asking).map(({ id }) => id);
    },
  };
}

/**
 * Its documents are kept without their texts, which it would otherwise hold beside the index.
 * @param {any} orama
 * @param {string[]} stopWords
 * @returns {Engine}
 */
export function oramaSearch(orama, stopWords) {
  const empty = () =>
    orama.create({
      schema: Object.fromEntries(FIELDS.map((field) => [field, "string"])),
      sort: { enabled: false },
      components: { tokenizer: { language: "english", stemming: true, stopWords } },
    });
  const asking = { boost: BOOSTS, tolerance: 1, limit: MOST_HITS };
  return {
    async build(pages) {
      const index = empty();
      await orama.insertMultiple(index, pages);
      const kept = orama.save(index);
      const ids = Object.entries(kept.docs.docs).map(([place, { id }]) => [place, { id }]);
      return { ...kept, docs: { ...kept.docs, docs: Object.fromEntries(ids) } };
    },
    open(kept) {
      const index = empty();
      orama.load(index, kept);
      return async (term) => {
        const { hits } = await orama.search(index, { ...asking, term });
        return hits.map(({ id }) => id);
      };
    },
  };
}

/**
 * It searches the texts themselves, so its index is nothing without them.
 * @param {any} Fuse
 * @returns {Engine}
 */
export function fuse(Fuse) {
  const keys = FIELDS.map((name) => ({ name, weight: BOOSTS[name] }));
  const options = { keys, ignoreLocation: true, threshold: 0.2, useTokenSearch: true };
  return {
    build: (pages) => ({ pages, index: Fuse.createIndex(keys, pages).toJSON() }),
    open({ pages, index }) {
      const search = new Fuse(pages, options, Fuse.parseIndex(index));
      return (query) => search.search(query, { limit: MOST_HITS }).map(({ item }) => item.id);
    },
  };
}
