/**
 * The console's one rule for text that becomes something else (Trusted Types).
 *
 * The server's policy lets no text become HTML or script but through here, where the browser knows
 * such a thing: only `DOMParser` may read HTML, which makes a document that runs and loads nothing.
 */

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: Rule }): unknown;
}

type Rule = (text: string, type: string, sink: string) => string | null;

export function trustLittle(): void {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  types?.createPolicy("default", {
    createHTML: (text, _, sink) => (sink === "DOMParser parseFromString" ? text : null),
  });
}
