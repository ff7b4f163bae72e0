import { DutchStemmer } from "../vendor/dutch-stemmer.js";
import { registerStemmer } from "./registry.js";

const dutchStemmer = new DutchStemmer();
registerStemmer("dutch", (word) => dutchStemmer.stemWord(word));
