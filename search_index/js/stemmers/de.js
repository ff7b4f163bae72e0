import { GermanStemmer } from "../vendor/german-stemmer.js";
import { registerStemmer } from "./registry.js";

const germanStemmer = new GermanStemmer();
registerStemmer("german", (word) => germanStemmer.stemWord(word));
