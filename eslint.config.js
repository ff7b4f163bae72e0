/**
 * What the JavaScript of Parasol may look like. Unknown names are not looked for here: tsc does
 * that, and knows which of them a page, a worker and Node have.
 */
import js from "@eslint/js";

const NO_DEFAULT_EXPORT = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name: the joiner and the reader both want to know what it is called.",
};
const NO_EXPORT_ALL = {
  selector: "ExportAllDeclaration",
  message: "Name what is exported: the joiner accepts nothing else.",
};

// eslint itself wants a default export from this one file.
// eslint-disable-next-line no-restricted-syntax
export default [
  { ignores: ["**/vendor/**", "instance/**", ".venv/**"] },
  js.configs.recommended,
  {
    rules: {
      "no-undef": "off",
      "no-restricted-syntax": ["error", NO_DEFAULT_EXPORT, NO_EXPORT_ALL],
    },
  },
  {
    files: ["pwa/**/*.js", "service_worker/**/*.js", "search_index/js/**/*.js"],
    ignores: ["search_index/js/cli.js", "**/*.test.js"],
    rules: { "no-console": "error" },
  },
  {
    files: ["service_worker/js/**/*.js"],
    rules: {
      "no-restricted-globals": [
        "error",
        {
          name: "Blob",
          message: "WebKit now and then shows an empty document where a worker answers with a Blob.",
        },
      ],
    },
  },
  {
    // Taking marks and control characters apart one by one is what these files are for.
    files: ["search_index/js/**/*.js"],
    rules: { "no-misleading-character-class": "off", "no-control-regex": "off" },
  },
];
