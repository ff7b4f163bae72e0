/** Shapes of values: what a text of the release format may say, and nothing more. */

const DIGEST = /^[0-9a-f]{64}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Statuses with which a browser refuses to answer with a body. */
const BODILESS = [204, 205, 304];

/**
 * @param {Record<string, (value: any) => boolean>} fields
 * @param {Record<string, (value: any) => boolean>} [further]  those that may be absent
 * @returns {(value: any) => boolean} whether a value has these fields, each right, and no others
 */
export function recordOf(fields, further = {}) {
  const needed = Object.entries(fields);
  const optional = Object.entries(further);
  return (value) => {
    if (!isRecord(value) || !needed.every(([name, isRight]) => hasOwn(value, name) && isRight(value[name]))) {
      return false;
    }
    const there = optional.filter(([name]) => hasOwn(value, name));
    const count = needed.length + there.length;
    return Object.keys(value).length === count && there.every(([name, isRight]) => isRight(value[name]));
  };
}

/**
 * @param {(value: any) => boolean} isRight
 * @returns {(value: any) => boolean} whether it is a list, not empty, of such values
 */
export function listOf(isRight) {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(isRight);
}

/**
 * @param {(value: any) => boolean} isRight
 * @returns {(value: any) => boolean} whether all values of a record are right
 */
export function mapOf(isRight) {
  return (value) => isRecord(value) && Object.values(value).every(isRight);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
export function isDigest(value) {
  return typeof value === "string" && DIGEST.test(value);
}

/**
 * @param {unknown} value
 * @returns {boolean} whether it is written YYYY-MM-DD
 */
export function isDate(value) {
  return typeof value === "string" && DATE.test(value);
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
export function isString(value) {
  return typeof value === "string";
}

/**
 * @param {any} value
 * @returns {boolean} whether it is a whole number, exact and not negative
 */
export function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * @param {any} value
 * @returns {boolean} whether a browser can answer with a body and this status
 */
export function isStatus(value) {
  return isCount(value) && value >= 200 && value <= 599 && !BODILESS.includes(value);
}

/**
 * @param {any} value
 * @returns {boolean} whether a browser takes these as headers
 */
export function isFields(value) {
  if (!mapOf(isString)(value)) {
    return false;
  }
  try {
    return Boolean(new Headers(value));
  } catch {
    return false;
  }
}

/**
 * @param {object} record
 * @param {string} name
 * @returns {boolean} whether the record itself, not what all objects inherit, has the name
 */
export function hasOwn(record, name) {
  return Object.prototype.hasOwnProperty.call(record, name);
}

/**
 * @template Value
 * @param {Record<string, Value>} values
 * @param {string[]} names
 * @returns {Record<string, Value>} those with these names
 */
export function pick(values, names) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
