import { RomanianStemmer } from "../vendor/romanian-stemmer.js";
import { registerStemmer } from "./registry.js";

const romanianStemmer = new RomanianStemmer();
registerStemmer("romanian", (word) => romanianStemmer.stemWord(word));
