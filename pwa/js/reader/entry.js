/** The reader's app: views in one document, search on the phone, and keeping the guide there. */

import { startAhead } from "./ahead.js";
import { KEPT, startKeeping } from "./keeping.js";
import { WHOLE } from "./rest.js";
import { connectSafety } from "./safety.js";
import { connectSearch } from "./search_box.js";
import { forgetSearches } from "./search_data.js";
import { forgetOthers } from "./search_offers.js";
import { connectSharing, startInstalling } from "./sharing.js";
import { SHOWN, startViews } from "./views.js";

/** Connects behaviours to whatever of them the present view has. */
function connectView() {
  connectSearch();
  connectSharing();
  connectSafety();
}

/** Starts the app, unless the exit, which runs first, has emptied the document already. */
function startReader() {
  if (document.body.classList.contains("left")) {
    return;
  }
  startViews();
  startInstalling();
  document.addEventListener(SHOWN, connectView);
  document.addEventListener(WHOLE, connectView);
  document.addEventListener(KEPT, connectSafety);
  document.addEventListener(KEPT, forgetOthers);
  document.addEventListener("leaving", forgetOthers);
  document.addEventListener("leaving", forgetSearches);
  connectView();
  startKeeping();
  startAhead();
}

startReader();
