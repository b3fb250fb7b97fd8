/** Files that the build bundles: styles, and assets whose address an import gives. */

declare module "*.css";
declare module "*.svg" {
  const address: string;
  export default address;
}
declare module "*.mp3" {
  const address: string;
  export default address;
}

/** The loader's words by language and source string, put in by the build. */
declare const LOADER_STRINGS: Readonly<Record<string, Readonly<Record<string, string>>>>;
