/** Registers every stemmer that phones may load. */

import "../../search_index/js/stemmers/ar.js";
import "../../search_index/js/stemmers/bg.js";
import "../../search_index/js/stemmers/de.js";
import "../../search_index/js/stemmers/en.js";
import "../../search_index/js/stemmers/es.js";
import "../../search_index/js/stemmers/fr.js";
import "../../search_index/js/stemmers/hu.js";
import "../../search_index/js/stemmers/nl.js";
import "../../search_index/js/stemmers/pt.js";
import "../../search_index/js/stemmers/ro.js";
import "../../search_index/js/stemmers/ru.js";
import "../../search_index/js/stemmers/tr.js";
