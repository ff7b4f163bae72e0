/**
 * Pagefind as an engine of the bench. It is a program (Rust, for single systems) that writes an index
 * of many files, and a script with WebAssembly that fetches of them what a query needs. Here they are
 * fetched from memory: what its answers cost over a line stands in no time of this bench.
 *
 * @import { Engine, Page } from "./peers.js"
 */
import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const BASE = "https://guide.example/pagefind/";
const MOST_HITS = 10;
const WEIGHTS = { title: 2, aka: 2, body: 1 };

/** Stands before what it has packed. */
const SIGNATURE = "pagefind_dcd";

/** Its script as the program wrote it; Node must see by the name that it is a module. */
const SCRIPT = "pagefind.js";
const MODULE = "pagefind-script.mjs";

/** What the program writes for pages that show a search of its own. */
const NOT_NEEDED = /-ui\.(?:js|css)$|-(?:highlight|worker)\.js$|^wasm\.unknown/;

/**
 * @param {string} folder  for its script
 * @returns {Engine}
 */
export function pagefindSearch(folder) {
  return {
    build: (pages) => buildFiles(pages, folder),
    open: ({ files, ids }) => openFiles(files, ids, folder),
  };
}

/**
 * @param {Page[]} pages
 * @param {string} folder
 */
async function buildFiles(pages, folder) {
  const library = join(process.cwd(), "node_modules/pagefind/lib/index.js");
  const program = await import(pathToFileURL(library).href);
  const { index } = await program.createIndex({});
  for (const page of pages) {
    const { errors } = await index.addHTMLFile({ url: `/${page.id}`, content: asHtml(page) });
    if (errors.length) {
      throw new Error(errors.join(" "));
    }
  }
  const { files } = await index.getFiles();
  await program.close();
  const needed = files.filter(({ path }) => !NOT_NEEDED.test(path));
  const script = needed.find(({ path }) => path === SCRIPT);
  writeFileSync(join(folder, MODULE), script.content);
  const kept = needed.map(({ path, content }) => [path, Buffer.from(content).toString("base64")]);
  return { files: Object.fromEntries(kept), ids: idsOf(needed) };
}

/**
 * @param {{ path: string, content: Uint8Array }[]} files
 * @returns {Record<string, string>} the page of each name that its answers give
 */
function idsOf(files) {
  const texts = files.filter(({ path }) => path.startsWith("fragment/"));
  return Object.fromEntries(
    texts.map(({ path, content }) => {
      const { url } = JSON.parse(gunzipSync(content).subarray(SIGNATURE.length).toString());
      return [basename(path, ".pf_fragment"), url.slice(1)];
    }),
  );
}

/**
 * @param {Record<string, string>} files
 * @param {Record<string, string>} ids
 * @param {string} folder
 * @returns {Promise<(query: string) => Promise<string[]>>}
 */
async function openFiles(files, ids, folder) {
  const read = (path) => new Response(Buffer.from(files[path], "base64"));
  globalThis.fetch = async (url) => read(String(url).slice(BASE.length).replace(/\?.*/, ""));
  // It reads the language off the page.
  const page = { getAttribute: () => "en" };
  globalThis.document ??= { currentScript: null, querySelector: () => page };
  const { createInstance } = await import(pathToFileURL(join(folder, MODULE)).href);
  const search = createInstance({ basePath: BASE });
  // Only an answer tells that it is ready; it looks for that itself 20 times a second.
  await search.search("");
  return async (query) => {
    const { results } = await search.search(query);
    return results.slice(0, MOST_HITS).map(({ id }) => ids[id]);
  };
}

/**
 * @param {Page} page
 * @returns {string}
 */
function asHtml(page) {
  const blocks = Object.entries(WEIGHTS).map(
    ([field, weight]) => `<div data-pagefind-weight="${weight}">${escaped(page[field])}</div>`,
  );
  return `<!doctype html><html lang="en"><body data-pagefind-body>${blocks.join("\n")}</body></html>`;
}

/**
 * @param {string} text
 * @returns {string}
 */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
