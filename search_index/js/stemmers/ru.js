import { RussianStemmer } from "../vendor/russian-stemmer.js";
import { registerStemmer } from "./registry.js";

const russianStemmer = new RussianStemmer();
registerStemmer("russian", (word) => russianStemmer.stemWord(word));
