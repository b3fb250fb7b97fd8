/**
 * Rich text from the server as page content, rebuilt from an allow-list.
 *
 * The server has cleaned it already; here nothing is ever inserted as HTML, so that a fault there
 * cannot become a script here. Parsing makes an inert document: nothing in it loads or runs.
 */

import { h } from "preact";
import type { ComponentChildren } from "preact";

const PLAIN = new Set(
  "p br strong em b i u s code pre blockquote ul ol li h2 h3 h4 h5 hr table thead tbody tr th td".split(" "),
);
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "svg", "math"]);
const LINK = /^(https?:|mailto:|tel:|\/(?!\/))/i;

export function Markup({ html }: { html: string }) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return <>{children(parsed.body)}</>;
}

function children(node: Node): ComponentChildren[] {
  return Array.from(node.childNodes, rebuilt);
}

function rebuilt(node: Node): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (name === "a") return link(node);
  if (PLAIN.has(name)) return h(name, null, ...children(node));
  return DROPPED.has(name) ? null : children(node);
}

function link(node: Element): ComponentChildren {
  const href = node.getAttribute("href") ?? "";
  if (!LINK.test(href)) return children(node);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children(node));
}
