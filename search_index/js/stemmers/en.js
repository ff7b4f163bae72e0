import { EnglishStemmer } from "../vendor/english-stemmer.js";
import { registerStemmer } from "./registry.js";

const englishStemmer = new EnglishStemmer();
registerStemmer("english", (word) => englishStemmer.stemWord(word));
