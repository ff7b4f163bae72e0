/**
 * The converter's page: two numbers that follow each other.
 * Nothing is kept and nothing is sent; closing it forgets everything.
 */
import { UNIT_KINDS, convertUnits, findKind, findUnit, readNumber, showNumber, writeNumber } from "./units_table.js";

/** Longer numbers are set smaller, so that a narrow phone shows all of them. */
const UNITS_LONG_NUMBER = 10;

/** @typedef {{ input: HTMLInputElement, select: HTMLSelectElement, symbol: HTMLElement }} UnitsSide */

/** The two sides and the list below them. The side typed in last leads, the other one follows. */
class UnitsConverter {
  #root;
  #mark;
  #first;
  #second;
  #leader;

  /**
   * @param {Document | HTMLElement} root
   * @param {string} mark the decimal mark of the page's language
   */
  constructor(root, mark) {
    this.#root = root;
    this.#mark = mark;
    this.#first = unitsSide(root, "first");
    this.#second = unitsSide(root, "second");
    this.#leader = this.#first;
  }

  /** Listen, show the first kind, and only then appear. */
  start() {
    for (const side of [this.#first, this.#second]) this.#listen(side);
    for (const choice of this.#choices()) choice.addEventListener("change", () => this.#open(choice.value));
    this.#button("swap").addEventListener("click", () => this.#swap());
    this.#button("sign").addEventListener("click", () => this.#turnSign());
    this.#open(this.#kind().id);
    unitsPart(this.#root, "converter", HTMLElement).hidden = false;
  }

  /** @param {UnitsSide} side */
  #listen(side) {
    side.input.addEventListener("input", () => {
      this.#leader = side;
      this.#follow();
    });
    side.input.addEventListener("focus", () => side.input.select());
    side.select.addEventListener("change", () => this.#follow());
  }

  /** @param {string} id */
  #open(id) {
    const kind = findKind(id);
    const names = unitsPart(this.#root, `names-${kind.id}`, HTMLTemplateElement);
    for (const side of [this.#first, this.#second]) side.select.replaceChildren(names.content.cloneNode(true));
    this.#first.select.value = kind.from;
    this.#second.select.value = kind.to;
    this.#button("sign").hidden = kind.units.every((unit) => unit.shift === 0);
    this.#leader = this.#first;
    this.#first.input.value = writeNumber(kind.start, this.#mark);
    this.#follow();
  }

  /** The typed number stays, the units change places. */
  #swap() {
    const before = this.#first.select.value;
    this.#first.select.value = this.#second.select.value;
    this.#second.select.value = before;
    this.#follow();
  }

  /** The keypads of some phones have no minus. */
  #turnSign() {
    const { input } = this.#first;
    const amount = readNumber(input.value);
    if (amount === null || Number.isNaN(amount)) return;
    this.#leader = this.#first;
    input.value = writeNumber(-amount, this.#mark);
    this.#follow();
  }

  #follow() {
    const lead = this.#leader;
    const other = lead === this.#first ? this.#second : this.#first;
    const from = this.#unit(lead);
    const to = this.#unit(other);
    const amount = readNumber(lead.input.value);
    const known = amount !== null && !Number.isNaN(amount);
    other.input.value = known ? writeNumber(convertUnits(amount, from, to), this.#mark) : "";
    this.#showWrong(lead, other, Number.isNaN(amount));
    this.#showSides();
    this.#showSum(known ? `${this.#show(amount, from)} = ${this.#show(convertUnits(amount, from, to), to)}` : "");
    this.#showOthers(known ? amount : null, from);
  }

  /**
   * @param {UnitsSide} lead
   * @param {UnitsSide} other
   * @param {boolean} wrong
   */
  #showWrong(lead, other, wrong) {
    lead.input.setAttribute("aria-invalid", String(wrong));
    other.input.setAttribute("aria-invalid", "false");
    unitsPart(this.#root, "hint", HTMLElement).hidden = !wrong;
  }

  #showSides() {
    for (const side of [this.#first, this.#second]) {
      side.symbol.textContent = this.#unit(side).symbol;
      side.input.classList.toggle("long", side.input.value.length > UNITS_LONG_NUMBER);
    }
  }

  /** @param {string} sum */
  #showSum(sum) {
    unitsPart(this.#root, "sum", HTMLElement).textContent = sum;
  }

  /**
   * The same amount in each unit that is not already on one of the two sides.
   * @param {number | null} amount
   * @param {import("./units_table.js").Unit} from
   */
  #showOthers(amount, from) {
    const shown = [this.#first.select.value, this.#second.select.value];
    const others = this.#kind().units.filter((unit) => !shown.includes(unit.id));
    const rows = amount === null ? [] : others.map((unit) => this.#row(convertUnits(amount, from, unit), unit));
    unitsPart(this.#root, "rows", HTMLElement).replaceChildren(...rows);
    unitsPart(this.#root, "others", HTMLElement).hidden = rows.length === 0;
  }

  /**
   * @param {number} amount
   * @param {import("./units_table.js").Unit} unit
   * @returns {Node}
   */
  #row(amount, unit) {
    const row = unitsPart(this.#root, "row", HTMLTemplateElement).content.cloneNode(true);
    if (!(row instanceof DocumentFragment)) return row;
    const option = [...this.#first.select.options].find((one) => one.value === unit.id);
    unitsPart(row, "row-name", HTMLElement).textContent = option?.textContent ?? unit.symbol;
    unitsPart(row, "row-amount", HTMLElement).textContent = this.#show(amount, unit);
    return row;
  }

  /**
   * @param {number} amount
   * @param {import("./units_table.js").Unit} unit
   */
  #show(amount, unit) {
    return `${showNumber(amount, this.#mark)}\u00a0${unit.symbol}`;
  }

  /** @param {UnitsSide} side */
  #unit(side) {
    return findUnit(this.#kind(), side.select.value);
  }

  #kind() {
    const chosen = this.#choices().find((choice) => choice.checked);
    return findKind(chosen?.value ?? UNIT_KINDS[0]?.id ?? "");
  }

  #choices() {
    const choices = [...this.#root.querySelectorAll('input[type="radio"]')];
    return choices.filter((choice) => choice instanceof HTMLInputElement);
  }

  /** @param {string} name */
  #button(name) {
    return unitsPart(this.#root, name, HTMLButtonElement);
  }
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => T} type
 * @returns {T}
 */
function unitsPart(root, name, type) {
  const found = root.querySelector(`[data-element="${name}"]`);
  if (!(found instanceof type)) throw new Error(`not on this page: ${name}`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} name
 * @returns {UnitsSide}
 */
function unitsSide(root, name) {
  return {
    input: unitsPart(root, `${name}-number`, HTMLInputElement),
    select: unitsPart(root, `${name}-unit`, HTMLSelectElement),
    symbol: unitsPart(root, `${name}-symbol`, HTMLElement),
  };
}

/**
 * Comma or point, as the language writes it.
 * @param {string} language
 * @returns {string}
 */
function decimalMark(language) {
  return new Intl.NumberFormat(language).format(1.5).includes(",") ? "," : ".";
}

/** @param {Document} page */
export function connectUnits(page) {
  new UnitsConverter(page, decimalMark(page.documentElement.lang || "en")).start();
}

connectUnits(document);
