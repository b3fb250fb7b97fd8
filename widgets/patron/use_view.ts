/** The view of a visit, drawn again with every change. */

import { useEffect, useState } from "preact/hooks";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

export function useView(visit: Visit): View {
  const [, draw] = useState(visit.view);
  useEffect(() => {
    draw(visit.view);
    return visit.subscribe(() => draw(visit.view));
  }, [visit]);
  return visit.view;
}

/** A text that outlives the page: the draft named `key`. */
export function useDraft(visit: Visit, key: string): [string, (text: string) => void] {
  const name = `draft.${key}`;
  const [text, setText] = useState(() => visit.storage.get<string>(name) ?? "");
  useEffect(() => setText(visit.storage.get<string>(name) ?? ""), [name]);
  const keep = (changed: string) => {
    setText(changed);
    if (changed) visit.storage.set(name, changed);
    else visit.storage.remove(name);
  };
  return [text, keep];
}

/** The time, again every `seconds`. */
export function useNow(seconds: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return now;
}
