/** The focus goes to a place near by when what had it has left the screen, never to nowhere. */

import { useEffect, useRef } from "preact/hooks";

/** Give the ref of the place; whenever `cause` changes and nothing has the focus, it takes it. */
export function useRegained<T extends HTMLElement>(cause: unknown) {
  const place = useRef<T>(null);
  useEffect(() => {
    // A dialog gives the focus back first, if where it came from is still there.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [cause]);
  return place;
}
