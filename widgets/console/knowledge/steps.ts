/** The steps of a pathfinder: the one numbered list under a heading of their own in its Markdown. */

export interface Guided {
  /** what stands before the heading, and after the list */
  readonly before: string;
  readonly heading: string;
  readonly steps: readonly string[];
  readonly after: string;
}

const HEADING = /^## .*(langkah|steps?\b).*$/im;
const STEP = /^\d+\. (.*)$/;

/** The text in its parts; null where its steps are written in another way. */
export function split(markdown: string): Guided | null {
  const found = HEADING.exec(markdown);
  if (!found) return markdown.includes("\n1. ") ? null : unguided(markdown);
  const rest = markdown.slice(found.index + found[0].length).replace(/^\n+/, "");
  const lines = rest.split("\n");
  const steps: string[] = [];
  while (lines[0] !== undefined && STEP.test(lines[0])) {
    steps.push(STEP.exec(lines.shift() ?? "")?.[1] ?? "");
  }
  const guided: Guided = {
    before: markdown.slice(0, found.index).trimEnd(),
    heading: found[0],
    steps,
    after: lines.join("\n").replace(/^\n+/, ""),
  };
  return joined(guided) === markdown.trim() ? guided : null;
}

function unguided(markdown: string): Guided {
  return { before: markdown, heading: "", steps: [], after: "" };
}

/** The Markdown of the parts. */
export function joined({ before, heading, steps, after }: Guided): string {
  const list = steps.map((step, place) => `${place + 1}. ${step}`).join("\n");
  return [before, steps.length > 0 || after ? heading : "", list, after].filter(Boolean).join("\n\n");
}
