/** Names that librarians read: stages, channels, languages, what happened. */

import type { RecordedEvent, Row } from "../shared/frames.gen.ts";
import { t, tn } from "../shared/strings.ts";
import { moment } from "./ages.ts";
import type { Choice, Codes } from "./api.ts";
import type { Hindrance } from "./state.ts";

export function stageName(stage: string): string {
  const names: Record<string, string> = {
    waiting: t("Menunggu"),
    offered: t("Ditawarkan"),
    active: t("Berlangsung"),
    held: t("Ditahan"),
    asked: t("Dijawab nanti"),
    ended: t("Selesai"),
  };
  return names[stage] ?? stage;
}

export function channelName(channel: string): string {
  const names: Record<string, string> = {
    web: t("Web"),
    telegram: "Telegram",
    terminal: t("Terminal"),
    form: t("Formulir"),
  };
  return names[channel.split(":")[0] ?? ""] ?? channel;
}

export function languageName(language: string): string {
  const names: Record<string, string> = { id: t("Indonesia"), en: t("Inggris") };
  return names[language] ?? language;
}

export function patronName(name: string | undefined): string {
  return name || t("Pemustaka");
}

/** The row's facts as one short line. */
export function facts(row: Pick<Row, "channel" | "language">): string {
  return [channelName(row.channel), languageName(row.language)].filter(Boolean).join(" · ");
}

export function hindranceText(hindrance: Hindrance, holder: string): string {
  switch (hindrance) {
    case "apart":
      return t("Tidak tersambung: tulisan Anda disimpan di peramban ini dan belum terkirim.");
    case "behind":
      return t("Menyusul pesan yang terlewat; sebentar lagi Anda dapat mengirim.");
    case "ended":
      return t("Percakapan ini sudah selesai.");
    case "unclaimed":
      return t("Ambil percakapan ini untuk membalas. Catatan dapat ditulis kapan saja.");
    case "elsewhere":
      return t("{name} melayani percakapan ini. Anda dapat menulis catatan untuk rekan.", {
        name: holder || t("Rekan lain"),
      });
    default:
      return "";
  }
}

export function labelOf(choices: readonly Choice[] | undefined, value: string | number): string {
  return choices?.find((choice) => choice.value === value)?.label ?? String(value);
}

type TitleOf = (entry: string) => string;

/** What happened, for the small print of a conversation; "" for what needs no words. */
export function happening(
  event: RecordedEvent,
  codes: Codes | null,
  titleOf: TitleOf = (entry) => entry,
): string {
  const name = event.name || t("Rekan");
  switch (event.kind) {
    case "opened":
      return t("Percakapan dibuka lewat {channel}", { channel: channelName(event.channel ?? "") });
    case "offered":
      return tn("Ditawarkan kepada {n} pustakawan", event.to?.length ?? 0);
    case "declined":
      return t("{name} melewatkan tawaran", { name });
    case "lapsed":
      return t("Tawaran berlalu tanpa diambil");
    case "asked":
      return t("Disimpan untuk dijawab paling lambat {when}", {
        when: moment(event.promised_at ?? 0),
      });
    case "claimed":
      return t("{name} mengambil percakapan", { name });
    case "transferred":
      return t("Dialihkan kepada {name}", { name });
    case "returned":
      return returned(event);
    case "held":
      return t("Ditahan: pemustaka tahu pencarian memerlukan waktu");
    case "resumed":
      return t("Dilanjutkan");
    case "restricted":
      return event.why === "on"
        ? t("Pengolahan data dibatasi: hanya disimpan")
        : t("Pembatasan data dicabut");
    case "alarmed":
      return t("Teks darurat dikirim. Kontak: {contact}", { contact: event.why || "–" });
    default:
      return outcome(event, codes, titleOf);
  }
}

function returned(event: RecordedEvent): string {
  if (event.why === "vanished") return t("Kembali ke antrean: pustakawan terputus");
  if (event.why === "off_duty") return t("Kembali ke antrean: pustakawan selesai bertugas");
  return t("Dikembalikan ke antrean");
}

function outcome(event: RecordedEvent, codes: Codes | null, titleOf: TitleOf): string {
  switch (event.kind) {
    case "suggested":
      return t("Basis pengetahuan menawarkan: {titles}", {
        titles: (event.offers ?? []).map((offer) => offer.title).join("; "),
      });
    case "judged":
      return event.verdict === "helped"
        ? t("Pemustaka: saran itu sudah menjawab")
        : t("Pemustaka ingin bertanya kepada pustakawan");
    case "staff_judged":
      return verdict(event.verdict ?? "", titleOf(event.entry ?? ""));
    case "ended":
      return ended(event.why ?? "");
    case "reopened":
      return t("Pemustaka menulis lagi: percakapan dibuka kembali");
    case "coded":
      return t("Dikodekan: {codes}", { codes: coding(event, codes) });
    case "rated":
      return rated(event);
    case "forgotten":
      return t("Isi percakapan dihapus atas permintaan pemustaka");
    default:
      return "";
  }
}

function verdict(given: string, entry: string): string {
  if (given === "inserted") return t("Saran “{entry}” dikirim apa adanya", { entry });
  if (given === "edited") return t("Saran “{entry}” dikirim setelah diubah", { entry });
  return t("Saran “{entry}” ditolak", { entry });
}

function ended(why: string): string {
  const words: Record<string, string> = {
    librarian: t("Percakapan diakhiri pustakawan"),
    patron: t("Percakapan diakhiri pemustaka"),
    helped: t("Selesai: saran basis pengetahuan menjawab"),
    silence: t("Selesai karena tidak ada pesan lagi"),
  };
  return words[why] ?? t("Percakapan selesai");
}

function coding(event: RecordedEvent, codes: Codes | null): string {
  return [
    `READ ${labelOf(codes?.read_levels, event.read_level ?? 0)}`,
    labelOf(codes?.question_types, event.question_type ?? ""),
    event.outcome ? labelOf(codes?.outcomes, event.outcome) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function rated(event: RecordedEvent): string {
  const score = event.score ?? 0;
  return event.body
    ? t("Pemustaka memberi nilai {score} dari 5: “{comment}”", { score, comment: event.body })
    : t("Pemustaka memberi nilai {score} dari 5", { score });
}
