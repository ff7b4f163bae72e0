import { SpanishStemmer } from "../vendor/spanish-stemmer.js";
import { registerStemmer } from "./registry.js";

const spanishStemmer = new SpanishStemmer();
registerStemmer("spanish", (word) => spanishStemmer.stemWord(word));
