/** Links to the console in its other languages. */

import { language } from "./ages.ts";

const LANGUAGES = { id: "Bahasa Indonesia", en: "English" };

export function LanguageLinks() {
  return (
    <p class="languages">
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <a
          key={code}
          href={`?lang=${code}`}
          lang={code}
          aria-current={code === language() ? "true" : undefined}
          onClick={(event) => {
            event.preventDefault();
            location.assign(`?lang=${code}${location.hash}`);
          }}
        >
          {name}
        </a>
      ))}
    </p>
  );
}
