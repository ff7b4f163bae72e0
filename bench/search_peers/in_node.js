/**
 * Builds one engine's index, or measures it, in a process of its own:
 *
 *     node in_node.js build|ask ENGINE FOLDER
 *
 * FOLDER holds pages.json and queries.json; the index is ENGINE.index there. `ask` prints
 * {"load", "answers", "kinds", "judged"}: milliseconds, milliseconds, milliseconds of each kind of
 * query, ids per judged query.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { openOurs } from "./ours.js";
import { pagefindSearch } from "./pagefind.js";
import { flexSearch, fuse, lunrSearch, minisearch, oramaSearch } from "./peers.js";
import { opening, timeAnswers, timeLoading } from "./timing.js";

// The packages stand where the bench installed them: in the folder it runs this from.
const take = createRequire(join(process.cwd(), "package.json"));

/** A slow engine may take so much less time for a kind of query than for all that is typed. */
const SHARE_OF_A_KIND = 3;

const [task, name, folder] = process.argv.slice(2);
const indexFile = join(folder, `${name}.index`);
const { pages, stopWords } = readJson("pages.json");

/** @type {Record<string, () => import("./peers.js").Engine>} */
const ENGINES = {
  minisearch: () => minisearch(take("minisearch")),
  "minisearch-stemmed": () => minisearch(take("minisearch"), stopWords),
  lunr: () => lunrSearch(take("lunr")),
  flexsearch: () => flexSearch(take("flexsearch"), take("flexsearch/lang/en")),
  orama: () => oramaSearch(take("@orama/orama"), stopWords),
  fuse: () => fuse(take("fuse.js")),
  pagefind: () => pagefindSearch(folder),
};

function readJson(file) {
  return JSON.parse(readFileSync(join(folder, file), "utf-8"));
}

async function build() {
  writeFileSync(indexFile, JSON.stringify(await ENGINES[name]().build(pages)));
}

async function measure() {
  const { prefixes, judged, kinds, loads, patience } = readJson("queries.json");
  const bytes = new Uint8Array(readFileSync(indexFile));
  const open = name === "parasol" ? openOurs : opening(ENGINES[name]());
  const load = await timeLoading(() => open(bytes), loads);
  const ask = await open(bytes);
  const answers = await timeAnswers(ask, prefixes, patience);
  const times = {};
  for (const [kind, queries] of Object.entries(kinds)) {
    times[kind] = await timeAnswers(ask, queries, patience / SHARE_OF_A_KIND);
  }
  const found = [];
  for (const query of judged) {
    found.push(await ask(query));
  }
  process.stdout.write(JSON.stringify({ load, answers, kinds: times, judged: found }));
}

await (task === "build" ? build() : measure());
