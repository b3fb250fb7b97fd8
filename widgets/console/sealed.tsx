/** Personal data behind tokens: shown on demand to the librarian who holds the conversation. */

import { useState } from "preact/hooks";
import type { Message } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { Refused } from "./api.ts";
import type { Original } from "./api.ts";
import { useConsole } from "./context.ts";

const TOKEN = /\[(?:NIK|KK|TELEPON|EMAIL|KARTU|ANGGOTA) \d+\]/;

/** Whether a text holds a token in the place of personal data. */
export function hasTokens(body: string): boolean {
  return TOKEN.test(body);
}

interface Props {
  readonly message: Message;
  readonly conversation: string;
}

export function SealedData({ message, conversation }: Props) {
  const { api } = useConsole();
  const [shown, show] = useState<readonly Original[] | null>(null);
  const [problem, setProblem] = useState("");
  async function reveal() {
    setProblem("");
    try {
      show(await api.originals(conversation, message.seq));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setProblem(error.message);
    }
  }
  return (
    <div class="sealed" aria-live="polite">
      {shown && <Originals shown={shown} />}
      {problem && <p>{problem}</p>}
      <button
        type="button"
        class="plain small"
        onClick={shown ? () => show(null) : () => void reveal()}
      >
        {shown ? t("Sembunyikan data pribadi") : t("Lihat data pribadi (dicatat)")}
      </button>
    </div>
  );
}

function Originals({ shown }: { shown: readonly Original[] }) {
  if (shown.length === 0) return <p>{t("Data aslinya tidak disimpan atau sudah dihapus.")}</p>;
  return (
    <dl>
      {shown.map(({ n, kind, value }) => (
        <div key={n}>
          <dt>{labelOf(kind)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function labelOf(kind: string): string {
  const labels: Record<string, string> = {
    nik: t("NIK"),
    kk: t("No. KK"),
    phone: t("Telepon"),
    email: t("Surel"),
    card: t("Kartu bank"),
    member: t("No. anggota"),
  };
  return labels[kind] ?? kind;
}
