// What the bundles make JSX of: shorter than the automatic runtime.

export { Fragment, h } from "preact";
