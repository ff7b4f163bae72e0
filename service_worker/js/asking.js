/**
 * Asking for a pack, and taking what comes of it in pieces that are not too large.
 *
 * @import { PackAnswer } from "./ports/network.js"
 * @import { Ports } from "./sync.js"
 */

/** A network that was gone for a moment may be there again at once. */
const TIMES_ASKED = 2;

/** What has come and is not unpacked yet is put away again with each run: it stays about as large as one. */
const LARGEST_PIECE_BYTES = 16_384;

/**
 * Some networks let through everything but packs. Without one the rest comes object by object, now; if
 * that is cut as well, the next session goes on with what has come of the pack.
 * @param {Ports} ports
 * @param {string} name
 * @param {number} from
 * @returns {Promise<PackAnswer|"unreachable"|undefined>} undefined: there is no such pack
 * @throws {DOMException} asking was ended
 */
export async function askForPack(ports, name, from) {
  for (let times = 0; times < TIMES_ASKED; times += 1) {
    try {
      return await ports.fetchPack(name, from);
    } catch (error) {
      if (isSilence(error)) {
        break;
      }
      if (!(error instanceof TypeError)) {
        throw error;
      }
    }
  }
  return "unreachable";
}

/**
 * @param {unknown} error
 * @returns {boolean} whether nothing was heard for so long that asking again would take as long
 */
function isSilence(error) {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/**
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
export async function* smallPieces(chunks) {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += LARGEST_PIECE_BYTES) {
      yield chunk.subarray(start, start + LARGEST_PIECE_BYTES);
    }
  }
}
