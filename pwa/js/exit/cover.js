/** Takes the content out of the document: nothing is hidden, nothing is left to come back to. */

/** Tells the rest of the app, which may not be loaded, that the reader is leaving. */
export const LEAVING = "leaving";

/** Empties fields, speech, and the document. The title, icon and colours are neutral already. */
export function coverDocument() {
  document.dispatchEvent(new Event(LEAVING));
  if ("speechSynthesis" in window) {
    speechSynthesis.cancel();
  }
  for (const field of document.querySelectorAll("input")) {
    field.value = "";
  }
  document.body.replaceChildren();
  document.body.className = "left";
}
