import { HungarianStemmer } from "../vendor/hungarian-stemmer.js";
import { registerStemmer } from "./registry.js";

const hungarianStemmer = new HungarianStemmer();
registerStemmer("hungarian", (word) => hungarianStemmer.stemWord(word));
