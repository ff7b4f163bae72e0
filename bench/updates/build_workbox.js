/**
 * Writes the worker that workbox-build makes, as its documents show it: what is to be kept comes on
 * standard input as JSON, the files go to the folder named as the first argument.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// The packages stand where the bench installed them: in the folder it runs this from.
const { generateSW } = createRequire(join(process.cwd(), "package.json"))("workbox-build");

const [folder] = process.argv.slice(2);
const { warnings } = await generateSW({
  swDest: join(folder, "sw.js"),
  // Addresses without a suffix are no files to its search, so they are all named.
  globDirectory: folder,
  globPatterns: [],
  additionalManifestEntries: JSON.parse(readFileSync(0, "utf-8")),
  cleanupOutdatedCaches: true,
  mode: "production",
  sourcemap: false,
});
for (const warning of warnings) {
  process.stderr.write(`${warning}\n`);
}
