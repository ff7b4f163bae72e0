/** Dates and times, as the language of the view writes them. */

/**
 * Plain “en” would put the month first, which nobody in Europe expects. Digits are those that phones
 * and bills in Belgium show, in every language.
 * @returns {string}
 */
function locale() {
  return `${document.documentElement.lang.replace(/^en$/, "en-GB")}-u-nu-latn`;
}

/**
 * @param {Date} date
 * @param {string} [timeZone]  of dates without a time: "UTC", so that they stay the same everywhere
 * @returns {string} such as “21 November 2026”
 */
export function dateInWords(date, timeZone) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone }).format(date);
}

/**
 * @param {Date} date
 * @returns {string} such as “14:05”: the day has 24 hours here, in every language
 */
export function timeInWords(date) {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "short", hourCycle: "h23" }).format(date);
}

/**
 * Lists elements as the language lists words.
 * @param {Element[]} elements
 * @returns {(Element|string)[]} them, and what stands between them
 */
export function listed(elements) {
  const list = new Intl.ListFormat(locale(), { type: "conjunction" });
  const parts = list.formatToParts(elements.map((_, index) => String(index)));
  return parts.map(({ type, value }) => (type === "element" && elements[Number(value)]) || value);
}

/**
 * @param {number} moment  milliseconds since 1970; 0: never
 * @param {number} now
 * @returns {"never"|"today"|"yesterday"|"earlier"} on which day of this phone's calendar it was
 */
export function dayOf(moment, now) {
  if (!moment) {
    return "never";
  }
  const [day, before] = [new Date(now), new Date(now)];
  before.setDate(day.getDate() - 1);
  const words = new Date(moment).toDateString();
  return words === day.toDateString() ? "today" : words === before.toDateString() ? "yesterday" : "earlier";
}
