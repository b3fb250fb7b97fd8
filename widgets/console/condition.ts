/** What staff must know of the service while they work: Telegram away, the disk full. */

import { useEffect, useState } from "preact/hooks";

const EVERY = 60_000; // milliseconds
/** An index that is being built is back in a moment; the rest is for somebody to mend. */
const PASSING = "index";

interface Health {
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly text: string }>>;
}

/** The words of the first part in trouble, "" while all is well or the server does not answer. */
export function useCondition(lang: string): string {
  const [text, set] = useState("");
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void troubleOf(lang).then(set);
    };
    look();
    const timer = setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [lang]);
  return text;
}

async function troubleOf(lang: string): Promise<string> {
  try {
    const answer = await fetch(`/healthz?lang=${lang}`);
    return trouble((await answer.json()) as Health);
  } catch {
    return ""; // the banner says by itself that the server is away
  }
}

/** What a health answer says is wrong. */
export function trouble(health: Health): string {
  const wrong = Object.entries(health.parts).find(([name, part]) => !part.ok && name !== PASSING);
  return wrong ? wrong[1].text : "";
}
