// Builds the front end: type check, bundles, translations, a manifest of hashed names.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { catalogues, compile, extract, unused } from "./build/strings.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");

// The loader keeps its name: library sites embed its address. It carries its few words in every
// language; the other apps fetch one catalogue.
const APPS = [
  { name: "widget", entry: "patron/loader.ts", format: "iife", hashed: false, inline: true },
  { name: "panel", entry: "patron/panel.tsx", format: "esm", hashed: true, inline: false },
  { name: "console", entry: "console/console.tsx", format: "esm", hashed: true, inline: false },
];

function checkTypes() {
  const compiler = join(HERE, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [compiler, "-p", HERE], { stdio: "inherit" });
  if (run.status !== 0) throw new Error("the type check failed (see above)");
}

/** Bundle one app; `words` are its translations by language, for an app that carries them. */
async function bundle(app, words) {
  return build({
    absWorkingDir: HERE,
    entryPoints: { [app.name]: app.entry },
    entryNames: app.hashed ? "[name]-[hash]" : "[name]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "file", ".png": "file", ".mp3": "file", ".ogg": "file", ".wav": "file" },
    outdir: "dist",
    bundle: true,
    minify: true,
    metafile: true,
    write: words !== undefined,
    format: app.format,
    target: ["es2020", "safari14"],
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { LOADER_STRINGS: JSON.stringify(words ?? {}) },
    logLevel: "warning",
  });
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

function recordOutputs(result, app, manifest) {
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const file = relative("dist", path);
    const extension = file.slice(file.lastIndexOf("."));
    const own = output.entryPoint !== undefined || extension === ".css";
    manifest[own ? `${app.name}${extension}` : basename(file)] = file;
  }
}

/** The words of `app` by language; throws an Error naming every translation that is missing. */
async function wordsOf(app, languages, used) {
  const strings = extract(sources(await bundle(app)));
  for (const key of strings.keys()) used.add(key);
  const words = {};
  for (const [language, catalogue] of languages) {
    words[language] = compile(strings, catalogue, language);
  }
  return words;
}

async function writeApp(app, words, manifest) {
  if (!app.inline) {
    for (const [language, own] of Object.entries(words)) {
      writeCatalogue(app, language, own, manifest);
    }
  }
  recordOutputs(await bundle(app, app.inline ? words : {}), app, manifest);
}

/** Gzip size in bytes of what one visit to `app` loads: script, style, its largest catalogue. */
function weight(app, manifest) {
  const size = (file) => gzipSync(readFileSync(join(DIST, file))).length;
  const named = Object.entries(manifest);
  const parts = named.filter(([name]) => name === `${app.name}.js` || name === `${app.name}.css`);
  const words = named.filter(([name]) => name.endsWith(`.${app.name}.json`));
  const sizes = words.map(([, file]) => size(file));
  return parts.reduce((sum, [, file]) => sum + size(file), 0) + Math.max(0, ...sizes);
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
