/** Port: the windows that are open, and which release each was opened on, as far as this life of the worker saw. */

/** A window that the browser does not name after this long was never opened. */
const OPENING_MS = 30_000;

/** One for the life of the worker. */
export class Windows {
  /** @param {ServiceWorkerGlobalScope} scope */
  constructor(scope) {
    this.scope = scope;
    /** @type {Map<string, { release: string, since: number }>} */
    this.opened = new Map();
  }

  /**
   * @param {string} window  that is being opened
   * @param {string} release  id of what it is opened on
   */
  note(window, release) {
    this.opened.set(window, { release, since: Date.now() });
  }

  /**
   * Also those that are only just being opened, and that the browser does not name yet.
   * @returns {Promise<Record<string, string>>} by id, the release, or "" where that is not known
   */
  async open() {
    const clients = await this.scope.clients.matchAll({ type: "window" });
    const named = new Set(clients.map(({ id }) => id));
    const youngest = Date.now() - OPENING_MS;
    for (const [window, { since }] of this.opened) {
      if (!named.has(window) && since < youngest) {
        this.opened.delete(window);
      }
    }
    const all = [...new Set([...named, ...this.opened.keys()])];
    return Object.fromEntries(all.map((window) => [window, this.opened.get(window)?.release || ""]));
  }
}
