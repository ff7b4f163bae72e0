/**
 * The rest of a view: what lies below the first screen comes after it, a screen with each frame. So the
 * first one is there at once however long the page is, and no task halts a weak phone for long.
 */

/** Fired on the document when the rest of a view is there too: behaviours connect to it. */
export const WHOLE = "whole";

/** Where a view can be cut, and what of that holds others. */
const BLOCKS = "main > *, article > *, section > *, nav > *, ul > *, .card > *";
const HOLDERS = "article, section, nav, ul, .card";

/** Square pixels that a letter takes, in the size of type that phones begin with. */
const LETTER_AREA = 300;

/** Letters that would take the room of the gaps around a block. */
const GAPS = 60;

/**
 * @typedef {object} Rest
 * @property {[Node, ChildNode][]} nodes  each with its place, in their order
 * @property {number} letters  that a screen holds
 * @property {Element} foot  is busy until all is there
 */

/** What is to come. @type {Rest|undefined} */
let coming;

/** @returns {number} about how many letters fill the screen; to be asked while the layout is as it was */
export function screenful() {
  return (document.documentElement.clientHeight * document.body.clientWidth) / LETTER_AREA;
}

/**
 * Takes out of a view, which is not shown yet, what does not fit on its first screens.
 * @param {Node[]} view
 * @param {number} letters  that a screen holds
 * @param {number} [screens]
 * @returns {Rest|undefined} to be expected once the view is shown
 */
export function takeRest(view, letters, screens = 1) {
  const [main, foot] = view.filter((node) => node instanceof Element);
  if (!main || !foot) {
    return undefined;
  }
  const nodes = [...following(blockBelow(main, letters * screens), main), ...following(foot.firstChild, foot)];
  nodes.forEach(([, node]) => node.remove());
  foot.setAttribute("aria-busy", "true");
  return { nodes, letters, foot };
}

/** @param {Rest|undefined} rest  of the view that is being shown */
export function expectRest(rest) {
  coming = rest;
}

/**
 * @param {Element} main
 * @param {number} letters
 * @returns {Element|null} the first block that has more letters above it
 */
function blockBelow(main, letters) {
  let above = 0;
  for (const block of main.querySelectorAll(BLOCKS)) {
    if (above > letters) {
      return block;
    }
    above += block.matches(HOLDERS) ? 0 : weight(block);
  }
  return null;
}

/**
 * @param {ChildNode|null} first
 * @param {Element} end
 * @returns {[Node, ChildNode][]} it and all that follows it within `end`
 */
function following(first, end) {
  /** @type {[Node, ChildNode][]} */
  const found = [];
  for (let next = first, place = first && first.parentElement; place; ) {
    for (; next; next = next.nextSibling) {
      found.push([place, next]);
    }
    next = place.nextSibling;
    place = place === end ? null : place.parentElement;
  }
  return found;
}

/**
 * @param {Node} node
 * @returns {number} the letters that would take its room
 */
function weight(node) {
  return (node.textContent || "").length + (node instanceof Element ? GAPS : 0);
}

/** Lets the rest follow once a frame with the first screen has been made, and what waited for it is done. */
export function letRestFollow() {
  const mine = coming;
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(showMore, 0, mine)));
}

/** @param {Rest|undefined} mine  that this began with; another view may have come since */
function showMore(mine) {
  if (!mine || mine !== coming) {
    return;
  }
  for (let shown = 0; mine.nodes.length && shown < mine.letters; ) {
    shown += putNext(mine);
  }
  if (mine.nodes.length) {
    requestAnimationFrame(() => showMore(mine));
  } else {
    showRest();
  }
}

/**
 * @param {Rest} mine
 * @returns {number} the weight of what was put in its place
 */
function putNext({ nodes }) {
  const next = nodes.shift();
  if (!next) {
    return 0;
  }
  const [place, node] = next;
  place.appendChild(node);
  return weight(node);
}

/** Shows all of it now, because somebody wants to go there. */
export function showRest() {
  if (coming) {
    putRest();
    document.dispatchEvent(new Event(WHOLE));
  }
}

/** Makes the view whole and tells nobody. */
export function putRest() {
  completeRest(takeComing());
}

/** @returns {Rest|undefined} what was to come of the view that is put away, and comes no more */
export function takeComing() {
  const rest = coming;
  coming = undefined;
  return rest;
}

/** @param {Rest|undefined} rest  all of it is put in its place */
export function completeRest(rest) {
  while (rest && rest.nodes.length) {
    putNext(rest);
  }
  rest?.foot.removeAttribute("aria-busy");
}

/** Forgets it: the reader has left. */
export function dropRest() {
  coming = undefined;
}
