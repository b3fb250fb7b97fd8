/** A list of short texts, written one to a line. */

import { useEffect, useId, useState } from "preact/hooks";
import { alike } from "./entry-form.ts";
import type { Lang } from "./entry-types.ts";

interface Props {
  readonly lang: Lang;
  readonly title: string;
  readonly hint: string;
  readonly value: readonly string[];
  readonly set: (value: readonly string[]) => void;
}

export function LinesField({ lang, title, hint, value, set }: Props) {
  const about = useId();
  // As it is typed, an empty line at the end included; the value knows lines with text only.
  const [text, setText] = useState(value.join("\n"));
  useEffect(() => {
    if (!alike(lines(text), value)) setText(value.join("\n"));
  }, [value]);
  return (
    <div>
      <label>
        {title}
        <textarea
          lang={lang}
          rows={3}
          aria-describedby={about}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            set(lines(event.currentTarget.value));
          }}
        />
      </label>
      <small id={about}>{hint}</small>
    </div>
  );
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
