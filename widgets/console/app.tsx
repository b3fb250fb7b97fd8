/** Who is here: the console of the signed-in librarian, else the form to sign in. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { Owing } from "./account/owing.tsx";
import { Api, Refused } from "./api.ts";
import { SignIn } from "./sign-in.tsx";
import type { Me } from "./state.ts";
import { Workplace } from "./workplace.tsx";

interface Props {
  readonly lang: string;
  readonly build: string;
  readonly library: string;
}

type Who = Me | "unknown" | "nobody" | "lost";

export function App({ lang, build, library }: Props) {
  const [who, setWho] = useState<Who>("unknown");
  const [fault, setFault] = useState("");

  function ask(): void {
    setFault("");
    new Api(lang).me().then(setWho, (error: unknown) => {
      if (error instanceof Refused && error.status === 401) setWho("nobody");
      else setFault(error instanceof Error ? error.message : String(error));
    });
  }
  useEffect(ask, []);

  if (who === "unknown") return <Waiting fault={fault} again={ask} />;
  if (who === "nobody" || who === "lost") {
    return <SignIn lang={lang} library={library} lost={who === "lost"} signedIn={setWho} />;
  }
  if (who.owes.length > 0) {
    return <Owing me={who} lang={lang} leave={() => setWho("nobody")} again={ask} />;
  }
  return (
    <Workplace
      key={who.csrf}
      me={who}
      lang={lang}
      build={build}
      library={library}
      leave={(lost) => setWho(lost ? "lost" : "nobody")}
    />
  );
}

function Waiting({ fault, again }: { fault: string; again: () => void }) {
  return (
    <main class="sign-in">
      <div role="status">
        <p>{fault || t("Membuka meja…")}</p>
        {fault && (
          <button type="button" class="primary" onClick={again}>
            {t("Coba lagi")}
          </button>
        )}
      </div>
    </main>
  );
}
