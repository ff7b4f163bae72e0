import { PortugueseStemmer } from "../vendor/portuguese-stemmer.js";
import { registerStemmer } from "./registry.js";

const portugueseStemmer = new PortugueseStemmer();
registerStemmer("portuguese", (word) => portugueseStemmer.stemWord(word));
