import { ArabicStemmer } from "../vendor/arabic-stemmer.js";
import { registerStemmer } from "./registry.js";

const arabicStemmer = new ArabicStemmer();
registerStemmer("arabic", (word) => arabicStemmer.stemWord(word));
