import { FrenchStemmer } from "../vendor/french-stemmer.js";
import { registerStemmer } from "./registry.js";

const frenchStemmer = new FrenchStemmer();
registerStemmer("french", (word) => frenchStemmer.stemWord(word));
