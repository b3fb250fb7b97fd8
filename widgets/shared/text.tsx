/** A text that somebody wrote, as page content: lines kept, web addresses made links, no markup. */

import type { ComponentChildren } from "preact";

// Ends before closing punctuation, so that a sentence may end in an address.
const ADDRESS = /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g;

export function Text({ children }: { children: string }) {
  return <>{linked(children)}</>;
}

function linked(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(text.slice(end, match.index), <Outward address={match[0]} />);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function Outward({ address }: { address: string }) {
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address}
    </a>
  );
}
