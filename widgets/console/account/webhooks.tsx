/** Webhooks, for administrators: whom to tell of what, what became of it, telling it again. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { useConsole } from "../context.ts";
import { Boxes, tickedIn } from "../boxes.tsx";
import { useAsked } from "../fetching.ts";
import { kindName } from "./announcement-names.ts";
import { fieldsOf, useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";
import { Sent } from "./webhook-sent.tsx";

interface Webhook {
  readonly id: string;
  readonly address: string;
  readonly kinds: readonly string[];
  readonly paused: boolean;
  readonly since: number;
}

interface WebhookList {
  readonly webhooks: readonly Webhook[];
  readonly kinds: readonly string[];
}

export function Webhooks() {
  const [again, setAgain] = useState(0);
  const [secret, setSecret] = useState("");
  const { found, fault } = useAsked<WebhookList>("/api/webhooks", again);
  const changed = () => setAgain((times) => times + 1);
  return (
    <main class="account" tabIndex={-1}>
      <h2>{t("Webhook")}</h2>
      <p>
        {t("Program lain diberi tahu saat sesuatu terjadi. Isi pesan dan nama pemustaka tidak pernah dikirim.")}
      </p>
      {secret && (
        <div class="callout" role="status">
          <p>{t("Salin kunci tanda tangan ini sekarang; ia tidak ditampilkan lagi.")}</p>
          <code class="secret">{secret}</code>
        </div>
      )}
      {!found && <p role="status">{fault || t("Memuat…")}</p>}
      {found && (
        <>
          <ul class="account-rows">
            {found.webhooks.map((row) => (
              <One key={row.id} row={row} kinds={found.kinds} changed={changed} />
            ))}
          </ul>
          <NewWebhook
            kinds={found.kinds}
            told={(given) => {
              setSecret(given);
              changed();
            }}
          />
        </>
      )}
    </main>
  );
}

interface OneProps {
  readonly row: Webhook;
  readonly kinds: readonly string[];
  readonly changed: () => void;
}

function One({ row, kinds, changed }: OneProps) {
  const { api } = useConsole();
  const { busy, fault, run } = useAct();
  const [sent, showSent] = useState(false);
  function save(event: SubmitEvent): void {
    const fields = fieldsOf(event);
    const wanted = {
      address: fields["address"] ?? "",
      kinds: tickedIn(event.currentTarget as HTMLFormElement, "kind"),
      paused: "paused" in fields,
    };
    run(async () => {
      await api.call(`/api/webhooks/${row.id}`, wanted);
      changed();
    });
  }
  const remove = () =>
    run(async () => {
      await api.call(`/api/webhooks/${row.id}/remove`, {});
      changed();
    });
  return (
    <li>
      <details>
        <summary>
          <b>{row.address}</b>
          <span class="soft">
            {" · "}
            {row.paused ? t("dijeda") : t("sejak {when}", { when: stamp(row.since) })}
          </span>
        </summary>
        <form onSubmit={save}>
          <Address value={row.address} />
          <Kinds kinds={kinds} chosen={row.kinds} />
          <label class="check">
            <input type="checkbox" name="paused" defaultChecked={row.paused} />
            {t("Jeda: yang terjadi menunggu")}
          </label>
          <Fault text={fault} />
          <div class="account-acts">
            <button type="submit" class="primary" disabled={busy}>
              {t("Simpan")}
            </button>
            <button type="button" aria-expanded={sent} onClick={() => showSent(!sent)}>
              {t("Pemberitahuan terakhir")}
            </button>
            <button type="button" disabled={busy} onClick={remove}>
              {t("Hapus webhook")}
            </button>
          </div>
        </form>
        {sent && <Sent webhook={row.id} />}
      </details>
    </li>
  );
}

interface NewProps {
  readonly kinds: readonly string[];
  readonly told: (secret: string) => void;
}

function NewWebhook({ kinds, told }: NewProps) {
  const { api } = useConsole();
  const { busy, fault, run } = useAct();
  function send(event: SubmitEvent): void {
    const { address = "" } = fieldsOf(event);
    const form = event.currentTarget as HTMLFormElement;
    const wanted = { address, kinds: tickedIn(form, "kind") };
    run(async () => {
      const answer = await api.call<{ secret: string }>("/api/webhooks", wanted);
      form.reset();
      told(answer.secret);
    });
  }
  return (
    <section>
      <h3>{t("Webhook baru")}</h3>
      <form onSubmit={send}>
        <Address value="" />
        <Kinds kinds={kinds} />
        <Fault text={fault} />
        <button type="submit" class="primary" disabled={busy}>
          {t("Buat webhook")}
        </button>
      </form>
    </section>
  );
}

function Address({ value }: { value: string }) {
  return (
    <label>
      {t("Alamat, mulai dengan https://")}
      <input name="address" type="url" defaultValue={value} maxLength={500} required />
    </label>
  );
}

interface KindsProps {
  readonly kinds: readonly string[];
  readonly chosen?: readonly string[];
}

function Kinds({ kinds, chosen }: KindsProps) {
  const legend = t("Diberi tahu saat");
  return <Boxes legend={legend} name="kind" values={kinds} chosen={chosen} words={kindName} />;
}
