/** The knowledge base beside a conversation: suggestions, search. */

import { useEffect, useState } from "preact/hooks";
import type { Offer } from "../shared/frames.gen.ts";
import { lastQuestion } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { Text } from "../shared/text.tsx";
import { Canned } from "./canned.tsx";
import { useConsole } from "./context.ts";
import { toConversation } from "./route.ts";
import type { Talk } from "./state.ts";
import { answered, standing } from "./suggesting.ts";

interface Props {
  readonly talk: Talk;
  readonly insert: (offer: Offer) => void;
  readonly mayInsert: boolean;
}

export function Side({ talk, insert, mayInsert }: Props) {
  const { id } = talk.conversation;
  return (
    <section class="side" aria-label={t("Basis pengetahuan")}>
      <a class="back" href={toConversation(id)} aria-label={t("Kembali ke percakapan")}>
        ‹ {t("Percakapan")}
      </a>
      <Search talk={talk} insert={insert} mayInsert={mayInsert} />
      <Canned
        language={talk.conversation.opened?.language ?? "id"}
        insert={mayInsert ? insert : undefined}
      />
      <Suggestions talk={talk} insert={insert} mayInsert={mayInsert} />
    </section>
  );
}

function Suggestions({ talk, insert, mayInsert }: Props) {
  const { desk } = useConsole();
  const { id } = talk.conversation;
  const offers = standing(talk);
  const about = questionOf(talk);
  return (
    <section>
      <h2>{t("Saran")}</h2>
      {about && offers.length > 0 && <p class="soft about-question">“{about}”</p>}
      {offers.length === 0 && (
        <p class="soft">{t("Tidak ada saran yang cukup yakin untuk pesan terakhir.")}</p>
      )}
      <ol class="offers">
        {offers.map((offer, place) => (
          <OfferCard
            key={offer.entry}
            offer={offer}
            place={place + 1}
            insert={mayInsert ? insert : undefined}
            reject={mayInsert ? () => desk.reject(id, offer.entry) : undefined}
          />
        ))}
      </ol>
    </section>
  );
}

function questionOf(talk: Talk): string {
  const seq = answered(talk);
  const item = talk.conversation.items.find((one) => one.seq === seq);
  return item?.type === "message" ? item.body : "";
}

interface CardProps {
  readonly offer: Offer;
  /** 1 to 3 for the keys Alt+1 to Alt+3, 0 for none */
  readonly place: number;
  readonly insert: ((offer: Offer) => void) | undefined;
  readonly reject: (() => void) | undefined;
}

function OfferCard({ offer, place, insert, reject }: CardProps) {
  return (
    <li class="offer">
      <h3>
        {place > 0 && <kbd aria-hidden="true">Alt+{place}</kbd>} {offer.title}
      </h3>
      {offer.kind === "pathfinder" && <p class="soft">{t("Panduan pustaka")}</p>}
      {offer.why && <p class="soft">{t("cocok: {words}", { words: offer.why })}</p>}
      <details>
        <summary>{t("Baca")}</summary>
        <div class="offer-text">
          <Text>{offer.text ?? ""}</Text>
        </div>
      </details>
      <div class="offer-acts">
        {insert && (
          <button
            type="button"
            aria-label={t("Sisipkan: {title}", { title: offer.title })}
            aria-keyshortcuts={place > 0 ? `Alt+${place}` : undefined}
            onClick={() => insert(offer)}
          >
            {t("Sisipkan")}
          </button>
        )}
        {reject && (
          <button
            type="button"
            class="plain"
            aria-label={t("Tolak: {title}", { title: offer.title })}
            aria-keyshortcuts={place === 1 ? "Alt+X" : undefined}
            onClick={reject}
          >
            {t("Tolak")}
          </button>
        )}
        {offer.url && (
          <a href={offer.url} target="_blank" rel="noopener">
            {t("Halaman")}
          </a>
        )}
      </div>
    </li>
  );
}

/** Milliseconds without a key before the search begins. */
const PAUSE = 250;

function Search({ talk, insert, mayInsert }: Props) {
  const [q, setQ] = useState("");
  const language = talk.conversation.opened?.language ?? "id";
  const { offers, fault } = useSearch(q.trim(), language);
  const question = lastQuestion(talk.conversation)?.body ?? "";
  return (
    <section>
      <h2>
        <label for="kb-search">{t("Cari basis pengetahuan")}</label>
      </h2>
      <input
        id="kb-search"
        type="search"
        value={q}
        aria-keyshortcuts="Control+K"
        placeholder={matchMedia("(pointer: coarse)").matches ? "" : "Ctrl+K"}
        onInput={(event) => setQ(event.currentTarget.value)}
      />
      {question && q === "" && (
        <button type="button" class="plain small" onClick={() => setQ(question)}>
          {t("Cari dengan pertanyaan pemustaka")}
        </button>
      )}
      <p role="status" class="soft">
        {fault || (q.trim() && offers?.length === 0 ? t("Tidak ditemukan.") : "")}
      </p>
      <ol class="offers">
        {(offers ?? []).map((offer) => (
          <OfferCard
            key={offer.entry}
            offer={offer}
            place={0}
            insert={mayInsert ? insert : undefined}
            reject={undefined}
          />
        ))}
      </ol>
    </section>
  );
}

function useSearch(q: string, language: string) {
  const { api } = useConsole();
  const [offers, set] = useState<readonly Offer[] | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    if (q === "") return set(null);
    let current = true; // an answer that comes after the next question is dropped
    const timer = setTimeout(() => {
      api.search(q, language).then(
        (found) => {
          if (!current) return;
          set(found);
          setFault("");
        },
        (error: unknown) => current && setFault(error instanceof Error ? error.message : ""),
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, q, language]);
  return { offers, fault };
}
