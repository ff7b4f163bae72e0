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
  sessionStorage.clear();
  localStorage.clear();
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
 * Remembers, for one reopening of this document, which view was open.
 * @param {string} path
 */
export function rememberPlace(path) {
  sessionStorage.setItem("place", path);
}

/** @returns {string} the view to open again; forgotten by being asked */
export function takePlace() {
  try {
    const path = sessionStorage.getItem("place") || "";
    sessionStorage.removeItem("place");
    return path;
  } catch {
    return ""; // The browser lets this site keep nothing.
  }
}
