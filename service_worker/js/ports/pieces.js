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

/** Pieces that are read at once. */
const PIECES_AT_ONCE = 8;

/**
 * @param {Manifest} manifest
 * @returns {Generator<[string, Manifest], void>} its pieces, each with the path that it stands at
 */
export function* piecesOf(manifest) {
  const paths = Object.keys(manifest.entries).sort();
  for (let start = 0; start === 0 || start < paths.length; start += PIECE) {
    const few = paths.slice(start, start + PIECE);
    const own = few.map((path) => [path, /** @type {Entry} */ (manifest.entries[path])]);
    yield [(start && few[0]) || "", { ...manifest, entries: Object.fromEntries(own) }];
  }
}

/**
 * @param {IDBObjectStore} entries
 * @param {string} digest
 * @returns {Promise<Manifest>} whole again
 */
export async function readPieces(entries, digest) {
  /** @type {Manifest|undefined} */
  let whole;
  for (let range = IDBKeyRange.bound([digest], [digest, []]); ; ) {
    const [keys, pieces] = await Promise.all([
      answer(entries.getAllKeys(range, PIECES_AT_ONCE)),
      answer(/** @type {IDBRequest<Manifest[]>} */ (entries.getAll(range, PIECES_AT_ONCE))),
    ]);
    for (const piece of pieces) {
      whole = whole || { ...piece, entries: {} };
      Object.assign(whole.entries, piece.entries);
    }
    const last = keys[PIECES_AT_ONCE - 1];
    if (!last) {
      break;
    }
    range = IDBKeyRange.bound(last, [digest, []], true);
  }
  if (!whole) {
    throw new DOMException("a manifest is not there", "NotFoundError");
  }
  return whole;
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
