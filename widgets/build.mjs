// Builds the front end: type check, bundles, translations, a manifest of hashed names.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { catalogues, compile, extract, translated, unused } from "./build/strings.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");

// The loader keeps its name: library sites embed its address. It carries its few words in every
// language. The panel is made once for each language, so that a patron on a weak link loads one
// file with one language. The console fetches a catalogue.
const APPS = [
  { name: "widget", entry: "patron/loader.ts", format: "iife", hashed: false, words: "carried" },
  { name: "panel", entry: "patron/panel.tsx", format: "esm", hashed: true, words: "baked" },
  // What the panel loads only where a network breaks WebSocket.
  { name: "exchange", entry: "shared/exchange.ts", format: "esm", hashed: true, words: "baked" },
  // A patron's own data, shared computers: what few visits need.
  { name: "own", entry: "patron/own.ts", format: "esm", hashed: true, words: "baked" },
  { name: "console", entry: "console/console.tsx", format: "esm", hashed: true, words: "fetched" },
];

/** How TypeScript becomes JavaScript: the shortest way; tsconfig.json says what is checked. */
const COMPILED = {
  jsx: "react",
  jsxFactory: "h",
  jsxFragmentFactory: "Fragment",
  useDefineForClassFields: false,
};

function checkTypes() {
  const compiler = join(HERE, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [compiler, "-p", HERE], { stdio: "inherit" });
  if (run.status !== 0) throw new Error("the type check failed (see above)");
}

/**
 * Bundle one app under `name`; `carried` are its translations by language, `baked` those of the
 * one language that takes the place of the source language.
 */
async function bundle(app, { name = app.name, carried = {}, baked = null, write = true } = {}) {
  return build({
    absWorkingDir: HERE,
    entryPoints: { [name]: app.entry },
    entryNames: app.hashed ? "[name]-[hash]" : "[name]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "file", ".png": "file", ".mp3": "file", ".ogg": "file", ".wav": "file" },
    outdir: "dist",
    bundle: true,
    minify: true,
    metafile: true,
    write,
    format: app.format,
    target: ["es2020", "safari14.1"],
    charset: "utf8",
    legalComments: "none",
    tsconfigRaw: { compilerOptions: COMPILED },
    inject: app.entry.endsWith(".tsx") ? [join(HERE, "build/jsx.mjs")] : [],
    define: { LOADER_STRINGS: JSON.stringify(carried) },
    plugins: baked ? [baking(baked)] : [],
    logLevel: "warning",
  });
}

/** Puts the words of one language where the sources have Indonesian. */
function baking(words) {
  return {
    name: "baking",
    setup(under) {
      under.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
        if (path.includes("node_modules")) return undefined;
        const loader = path.endsWith("x") ? "tsx" : "ts";
        return { contents: translated(readFileSync(path, "utf8"), words), loader };
      });
    },
  };
}

function sources(result) {
  return Object.keys(result.metafile.inputs)
    .filter((path) => /\.tsx?$/.test(path) && !path.includes("node_modules"))
    .map((path) => relative(process.cwd(), resolve(HERE, path)));
}

function writeCatalogue(app, language, words, manifest) {
  const text = JSON.stringify(words);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const file = `locale/${language}.${app.name}-${hash}.json`;
  mkdirSync(join(DIST, "locale"), { recursive: true });
  writeFileSync(join(DIST, file), text);
  manifest[`locale/${language}.${app.name}.json`] = file;
}

function recordOutputs(result, name, manifest) {
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const file = relative("dist", path);
    const extension = file.slice(file.lastIndexOf("."));
    const own = output.entryPoint !== undefined || extension === ".css";
    manifest[own ? `${name}${extension}` : basename(file)] = file;
  }
}

/** The words of `app` by language; throws an Error naming every translation that is missing. */
async function wordsOf(app, languages, used) {
  const strings = extract(sources(await bundle(app, { write: false })));
  for (const key of strings.keys()) used.add(key);
  const words = {};
  for (const [language, catalogue] of languages) {
    words[language] = compile(strings, catalogue, language);
  }
  return words;
}

async function writeApp(app, words, manifest) {
  const carried = app.words === "carried" ? words : {};
  recordOutputs(await bundle(app, { carried }), app.name, manifest);
  for (const [language, own] of Object.entries(words)) {
    if (app.words === "fetched") writeCatalogue(app, language, own, manifest);
    if (app.words !== "baked") continue;
    const name = `${app.name}.${language}`;
    recordOutputs(await bundle(app, { name, baked: own }), name, manifest);
  }
}

/** Gzip size in bytes of what one visit to `app` loads: script, style, catalogue, the largest. */
function weight(app, manifest) {
  const size = (file) => gzipSync(readFileSync(join(DIST, file))).length;
  const largest = (pattern) =>
    Object.entries(manifest).reduce(
      (most, [name, file]) => (pattern.test(name) ? Math.max(most, size(file)) : most),
      0,
    );
  const scripts = new RegExp(`^${app.name}(\\.[a-z]{2})?\\.js$`);
  const styles = new RegExp(`^${app.name}\\.css$`);
  const words = new RegExp(`\\.${app.name}\\.json$`);
  return largest(scripts) + largest(styles) + largest(words);
}

async function main() {
  checkTypes();
  const languages = catalogues(join(HERE, "locale"));
  const manifest = {};
  const used = new Set();
  const spoken = [];
  for (const app of APPS) spoken.push([app, await wordsOf(app, languages, used)]);
  // Only now, when nothing can be missing any more, is the last build given up.
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  for (const [app, words] of spoken) await writeApp(app, words, manifest);
  writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  for (const row of unused(languages, used)) console.warn(`no longer used, ${row}`);
  for (const app of APPS) console.log(`${app.name}: ${weight(app, manifest)} bytes gzip`);
}

try {
  await main();
} catch (error) {
  console.error(`widgets: ${error.message}`);
  process.exitCode = 1;
}
