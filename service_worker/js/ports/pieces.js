/**
 * Port: manifests on the disk, in pieces. Each piece is a manifest with some entries, in the order of
 * their paths, and stands at the first of these paths; the first piece at "". So a worker that has just
 * started finds the entry of one page by reading one piece, however large the guide is.
 *
 * @import { Entry, Manifest } from "../release.js"
 */

import { entryAt } from "../release.js";
import { answer } from "./database.js";

/** Entries of a piece: few enough to be read at once on a weak phone. */
const PIECE = 100;

/**
 * @param {IDBObjectStore} entries
 * @param {string} digest
 * @param {Manifest} manifest
 */
export function putPieces(entries, digest, manifest) {
  const paths = Object.keys(manifest.entries).sort();
  for (let start = 0; start === 0 || start < paths.length; start += PIECE) {
    const few = paths.slice(start, start + PIECE);
    const own = Object.fromEntries(few.map((path) => [path, manifest.entries[path]]));
    entries.put({ ...manifest, entries: own }, [digest, (start && few[0]) || ""]);
  }
}

/**
 * @param {IDBObjectStore} entries
 * @param {string} digest
 * @returns {Promise<Manifest>} whole again
 */
export async function readPieces(entries, digest) {
  /** @type {Manifest[]} */
  const pieces = await answer(entries.getAll(IDBKeyRange.bound([digest], [digest, []])));
  const [first] = pieces;
  if (!first) {
    throw new DOMException("a manifest is not there", "NotFoundError");
  }
  return { ...first, entries: Object.assign({}, ...pieces.map((piece) => piece.entries)) };
}

/**
 * @param {IDBObjectStore} entries
 * @param {string} digest  of a manifest
 * @param {string} path
 * @returns {Promise<{ entry: Entry, manifest: Manifest }|undefined>} with the piece that holds it
 */
export async function findInPieces(entries, digest, path) {
  const before = IDBKeyRange.bound([digest], [digest, path]);
  const cursor = await answer(entries.openCursor(before, "prev"));
  /** @type {Manifest|undefined} */
  const piece = cursor ? cursor.value : undefined;
  return piece && foundIn(piece, path);
}

/**
 * @param {Manifest} manifest  or a piece of one
 * @param {string} path
 * @returns {{ entry: Entry, manifest: Manifest }|undefined}
 */
export function foundIn(manifest, path) {
  const entry = entryAt(manifest, path);
  return entry && { entry, manifest };
}
