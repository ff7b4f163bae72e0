import { TurkishStemmer } from "../vendor/turkish-stemmer.js";
import { registerStemmer } from "./registry.js";

const turkishStemmer = new TurkishStemmer();
registerStemmer("turkish", (word) => turkishStemmer.stemWord(word));
