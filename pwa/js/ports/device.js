/** Port: what the device offers beside the document: sharing, thrift, storage. */

/**
 * Offers the device's own way to hand something over.
 * @param {string} address
 * @returns {Promise<void>}
 */
export async function shareAddress(address) {
  await navigator.share({ url: address }).catch(() => undefined);
}

/** @returns {boolean} */
export function canShare() {
  return typeof navigator.share === "function";
}

/** @returns {boolean} whether the reader asked the browser to save data */
export function savesData() {
  const connection = /** @type {any} */ (navigator).connection;
  return Boolean(connection && connection.saveData);
}

/** Removes what scripts of this site can remove by themselves. */
export async function emptyStorage() {
  attempt(() => sessionStorage.clear());
  attempt(() => localStorage.clear());
  const names = "caches" in globalThis ? await caches.keys() : [];
  await Promise.all(names.map((name) => caches.delete(name)));
  await removeDatabase("kept");
}

/**
 * @param {string} name
 * @returns {Promise<void>}
 */
function removeDatabase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/**
 * @template Value
 * @param {() => Value} action
 * @returns {Value|undefined} undefined where the browser lets this site keep nothing
 */
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** @typedef {{ path: string, scroll: number }} Place  which view, and how far down it */

/**
 * Remembers, for one reopening of this document, where the reader was.
 * @param {Place} place
 */
export function rememberPlace(place) {
  attempt(() => sessionStorage.setItem("place", JSON.stringify(place)));
}

/** @returns {Place|undefined} where to go on; forgotten by being asked */
export function takePlace() {
  return attempt(() => {
    const place = sessionStorage.getItem("place");
    sessionStorage.removeItem("place");
    return place ? JSON.parse(place) : undefined;
  });
}

/** @returns {string} when news is looked for: `hourly`, unless the reader chose otherwise */
export function readNewsChoice() {
  return attempt(() => localStorage.getItem("news")) || "hourly";
}

/**
 * Keeps the choice; that of everybody leaves no trace.
 * @param {string} choice
 * @returns {boolean} whether this browser keeps it
 */
export function saveNewsChoice(choice) {
  const isSaved = attempt(() => {
    if (choice === "hourly") {
      localStorage.removeItem("news");
    } else {
      localStorage.setItem("news", choice);
    }
    return true;
  });
  return isSaved || false;
}

/** @returns {boolean} whether the reader was told that this phone has no room */
export function wasToldFull() {
  return attempt(() => localStorage.getItem("full")) === "told";
}

/** Notes that she was told. */
export function noteToldFull() {
  attempt(() => localStorage.setItem("full", "told"));
}

/** Forgets it: there is room again. */
export function forgetToldFull() {
  attempt(() => localStorage.removeItem("full"));
}
