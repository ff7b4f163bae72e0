/** Says which languages are offered for queries: {"folder", "queries"} on standard input, a list out. */

import { readFileSync } from "node:fs";
import { offersIn } from "../../search_index/js/languages.js";
import { openExport } from "../../search_index/js/search.js";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "../../search_index/js/stemmers/en.js";
import "../../search_index/js/stemmers/fr.js";
import "../../search_index/js/stemmers/nl.js";

const { folder, queries } = JSON.parse(readFileSync(0, "utf-8"));
const languages = Object.keys(queries).map((code) => {
  const bytes = new Uint8Array(readFileSync(`${folder}/${code}`));
  return { code, search: openExport(bytes, stemmerNamed) };
});
const rows = languages.flatMap((own) =>
  Object.entries(queries).map(([asked, texts]) => ({
    own: own.code,
    asked,
    offers: texts.map((text) => {
      const others = languages.filter((language) => language !== own);
      const isFound = own.search.answer(text).hits.length > 0;
      return offersIn(own.search, others, text, isFound).map(({ language }) => language.code);
    }),
  })),
);
process.stdout.write(JSON.stringify(rows));
