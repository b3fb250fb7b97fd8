/** What of a conversation is in sight: the beginning of what is new, else the end. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { View } from "./view.ts";

const NEAR = 80; // pixels

/**
 * Give the refs of the scrolled box with the log in it.
 *
 * A patron who has read to the end is shown what comes, from its first line; one who reads further
 * up is left there, except by a text of their own. An end in sight stays so in a smaller box.
 */
export function useScroll(view: View) {
  const box = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const last = useRef({ view: 0, all: 0, log: 0 });
  const echoes = useRef(0);
  const known = useRef(false);
  const { conversation, caughtUp } = view;

  const measure = ({ clientHeight, scrollHeight }: HTMLElement) => {
    const { offsetHeight } = log.current as HTMLElement;
    last.current = { view: clientHeight, all: scrollHeight, log: offsetHeight };
  };
  const wasAtEnd = ({ scrollTop }: HTMLElement) =>
    last.current.all - scrollTop - last.current.view < NEAR;

  useLayoutEffect(() => {
    const element = box.current as HTMLElement;
    const own = view.echoes.length > echoes.current;
    if (own || !known.current || wasAtEnd(element)) {
      const from = known.current ? last.current.log : newestIn(element);
      // A quarter of the box keeps in sight what it answers.
      element.scrollTop = Math.max(element.scrollTop, from - element.clientHeight / 4);
    }
    measure(element);
    echoes.current = view.echoes.length;
    known.current ||= caughtUp;
  }, [conversation?.head, view.echoes.length, caughtUp]);

  useEffect(() => {
    const element = box.current as HTMLElement;
    const watch = new ResizeObserver(() => {
      const resized = element.clientHeight !== last.current.view;
      if (resized && wasAtEnd(element)) element.scrollTop = element.scrollHeight;
      measure(element);
    });
    watch.observe(element);
    watch.observe(log.current as HTMLElement);
    return () => watch.disconnect();
  }, []);
  return { box, log };
}

/** Where the newest text or suggestion begins. */
function newestIn(element: HTMLElement): number {
  const said = element.querySelectorAll<HTMLElement>(".bubble,.suggested");
  return said[said.length - 1]?.offsetTop ?? 0;
}
