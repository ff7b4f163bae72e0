/**
 * Units and what they are worth: conversion, reading what people type, writing numbers.
 * Pure: touches no page and no clock, keeps nothing.
 */

/**
 * One unit. In its kind's base unit, a number n is worth (n + shift) * factor.
 * @typedef {{ readonly id: string, readonly symbol: string, readonly factor: number, readonly shift: number }} Unit
 */

/**
 * What is measured, its units, and the pair and the number it opens with.
 * @typedef {{ readonly id: string, readonly from: string, readonly to: string, readonly start: number, readonly units: readonly Unit[] }} Kind
 */

/** Digits that a reading keeps; the whole part of a number is never shortened. */
const UNITS_DIGITS = 7;

/** From here on, and below the other one, numbers are written with a power of ten. */
const UNITS_TOO_LONG = 1e15;
const UNITS_TOO_SMALL = 1e-6;

/** Nobody's thermometer shows more decimals, and 0 °F must come back from kelvin as 0. */
const UNITS_TEMPERATURE_STEPS = 1e4;

/** @type {readonly Kind[]} */
export const UNIT_KINDS = [
  {
    id: "length", from: "km", to: "mi", start: 1, units: [
      scaledUnit("mm", "mm", 0.001),
      scaledUnit("cm", "cm", 0.01),
      scaledUnit("m", "m", 1),
      scaledUnit("km", "km", 1000),
      scaledUnit("in", "in", 0.0254),
      scaledUnit("ft", "ft", 0.3048),
      scaledUnit("yd", "yd", 0.9144),
      scaledUnit("mi", "mi", 1609.344),
      scaledUnit("nmi", "nmi", 1852),
    ],
  },
  {
    id: "weight", from: "kg", to: "lb", start: 1, units: [
      scaledUnit("mg", "mg", 0.000001),
      scaledUnit("g", "g", 0.001),
      scaledUnit("kg", "kg", 1),
      scaledUnit("t", "t", 1000),
      scaledUnit("oz", "oz", 0.028349523125),
      scaledUnit("lb", "lb", 0.45359237),
      scaledUnit("st", "st", 6.35029318),
    ],
  },
  {
    id: "temperature", from: "c", to: "f", start: 20, units: [
      scaledUnit("c", "°C", 1),
      scaledUnit("f", "°F", 5 / 9, -32),
      scaledUnit("k", "K", 1, -273.15),
    ],
  },
  {
    id: "volume", from: "ml", to: "cup", start: 250, units: [
      scaledUnit("ml", "ml", 0.001),
      scaledUnit("cl", "cl", 0.01),
      scaledUnit("dl", "dl", 0.1),
      scaledUnit("l", "l", 1),
      scaledUnit("m3", "m³", 1000),
      scaledUnit("tsp", "tsp", 0.005),
      scaledUnit("tbsp", "tbsp", 0.015),
      scaledUnit("floz", "fl oz", 0.0295735295625),
      scaledUnit("cup", "cup", 0.2365882365),
      scaledUnit("pt", "pt", 0.56826125),
      scaledUnit("gal", "gal", 3.785411784),
    ],
  },
  {
    id: "speed", from: "kmh", to: "mph", start: 100, units: [
      scaledUnit("ms", "m/s", 3.6),
      scaledUnit("kmh", "km/h", 1),
      scaledUnit("mph", "mph", 1.609344),
      scaledUnit("kn", "kn", 1.852),
    ],
  },
  {
    id: "area", from: "m2", to: "ft2", start: 100, units: [
      scaledUnit("cm2", "cm²", 0.0001),
      scaledUnit("m2", "m²", 1),
      scaledUnit("a", "a", 100),
      scaledUnit("ha", "ha", 10000),
      scaledUnit("km2", "km²", 1000000),
      scaledUnit("ft2", "ft²", 0.09290304),
      scaledUnit("ac", "ac", 4046.8564224),
      scaledUnit("mi2", "mi²", 2589988.110336),
    ],
  },
];

/**
 * @param {string} id
 * @param {string} symbol
 * @param {number} factor
 * @param {number} [shift]
 * @returns {Unit}
 */
function scaledUnit(id, symbol, factor, shift = 0) {
  return { id, symbol, factor, shift };
}

/**
 * @param {string} id
 * @returns {Kind}
 */
export function findKind(id) {
  const kind = UNIT_KINDS.find((one) => one.id === id);
  if (!kind) throw new RangeError(`no such kind: ${id}`);
  return kind;
}

/**
 * @param {Kind} kind
 * @param {string} id
 * @returns {Unit}
 */
export function findUnit(kind, id) {
  const unit = kind.units.find((one) => one.id === id);
  if (!unit) throw new RangeError(`no such unit in ${kind.id}: ${id}`);
  return unit;
}

/**
 * @param {number} amount
 * @param {Unit} from
 * @param {Unit} to
 * @returns {number}
 */
export function convertUnits(amount, from, to) {
  if (from.id === to.id) return amount;
  if (from.shift === 0 && to.shift === 0) return (amount * from.factor) / to.factor;
  const exact = ((amount + from.shift) * from.factor) / to.factor - to.shift;
  return Math.round(exact * UNITS_TEMPERATURE_STEPS) / UNITS_TEMPERATURE_STEPS;
}

/**
 * Read a number as people type it: comma or point, spaces, any of three sets of digits.
 *
 * One lone comma or point is the decimal mark; when both occur the last one is; a mark that
 * occurs several times only groups. `null` means nothing yet ("", "-", "1e"), NaN no number.
 * @param {string} typed
 * @returns {number | null}
 */
export function readNumber(typed) {
  const text = withLatinDigits(typed)
    .replace(/[\s'’٬\u200e\u200f\u061c]/g, "")
    .replace(/[−–]/g, "-")
    .replace(/٫/g, ".");
  if (/^[+-]?[.,]?$/.test(text) || /\de[+-]?$/i.test(text)) return null;
  const plain = withDecimalPoint(text);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return NaN;
  const amount = Number(plain);
  return Number.isFinite(amount) ? amount : NaN;
}

/**
 * @param {string} text
 * @returns {string}
 */
function withLatinDigits(text) {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}

/**
 * @param {string} text
 * @returns {string}
 */
function withDecimalPoint(text) {
  const last = Math.max(text.lastIndexOf(","), text.lastIndexOf("."));
  if (last < 0) return text;
  const onlyOnce = text.indexOf(text.charAt(last)) === last;
  if (!onlyOnce && text.includes(",") && text.includes(".")) return text;
  const whole = text.slice(0, last).replace(/[.,]/g, "");
  return whole + (onlyOnce ? "." : "") + text.slice(last + 1);
}

/**
 * Write a number so that it can be typed over and read again: no grouping.
 * @param {number} amount
 * @param {string} mark the decimal mark, "," or "."
 * @returns {string} empty when there is no such number
 */
export function writeNumber(amount, mark) {
  if (!Number.isFinite(amount)) return "";
  const size = Math.abs(amount);
  const wholeDigits = size < UNITS_TOO_LONG ? Math.trunc(size).toFixed(0).length : 0;
  const rounded = Number(amount.toPrecision(Math.max(UNITS_DIGITS, wholeDigits)));
  if (rounded === 0) return "0";
  const outside = size >= UNITS_TOO_LONG || size < UNITS_TOO_SMALL;
  const text = outside ? rounded.toExponential().replace("e+", "e") : String(rounded);
  return text.replace(".", mark);
}

/**
 * Write a number to be looked at: thin spaces between thousands, powers raised, a true minus.
 * @param {number} amount
 * @param {string} mark the decimal mark, "," or "."
 * @returns {string}
 */
export function showNumber(amount, mark) {
  const [digits = "", power] = writeNumber(amount, mark).split("e");
  const [whole = "", ...decimals] = digits.split(mark);
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  const shown = [grouped, ...decimals].join(mark);
  return (power === undefined ? shown : `${shown}\u202f×\u202f10${raised(power)}`).replace("-", "−");
}

/**
 * @param {string} power
 * @returns {string}
 */
function raised(power) {
  return power.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit))).replace("-", "⁻");
}
