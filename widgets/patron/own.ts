/**
 * What a patron may ask about their own data, and a computer that others use: loaded when needed.
 *
 * Plain elements, so that it needs nothing of the panel's program.
 */

import type { Storage } from "../shared/storage.ts";
import { t, tn } from "../shared/strings.ts";
import { button, element, fault, sure, tried, words } from "./own_elements.ts";
import type { Visit } from "./visit.ts";

interface Lent {
  readonly token: string;
  readonly lang: string;
  readonly storage: Storage;
  /** the notice's version that this page shows */
  readonly notice: string;
  /** minutes after which a shared computer forgets, 0 where the computer is the patron's own */
  readonly shared: number;
  /** leave nothing on this device, and say so */
  forget(): void;
}

function lentBy(visit: Visit, forgotten: () => void): Lent {
  const { notice = "", shared } = document.body.dataset;
  return {
    token: visit.token,
    storage: visit.storage,
    lang: document.documentElement.lang,
    notice,
    shared: Number(shared) || 0,
    forget() {
      visit.forget();
      forgotten();
    },
  };
}

interface Consent {
  readonly version: string;
  readonly asked: boolean;
  readonly purposes: Readonly<Record<string, boolean>>;
}

const WITHIN = 15_000; // milliseconds
const LAST = 60; // seconds of the countdown

/** Fill the place in the menu. */
export function menu(visit: Visit, forgotten: () => void, box: HTMLElement): void {
  const lent = lentBy(visit, forgotten);
  box.style.display = "contents"; // a place in the menu's own column
  box.replaceChildren(
    button("second", t("Unduh semua data saya"), (at) => tried(at, () => download(lent))),
    sure(
      t("Hapus percakapan saya"),
      t("Isi semua percakapan Anda dihapus selamanya."),
      t("Ya, hapus"),
      (at) => tried(at, () => erase(lent)),
    ),
  );
  if (!lent.shared) {
    box.append(button("second", t("Ini komputer bersama"), () => share()));
  }
  const details = element("details", "privacy");
  const agreed = element("div");
  details.append(
    element("summary", "", t("Tentang privasi Anda")),
    element(
      "p",
      "",
      t("Anda boleh bertanya tanpa nama, dan alamat internet Anda tidak disimpan. Hanya staf perpustakaan yang membaca percakapan. Perangkat ini menyimpan kuncinya, dan tulisan yang belum terkirim."),
    ),
    agreed,
  );
  details.ontoggle = () => details.open && void consents(agreed, lent);
  box.append(details);
}

/** Begin what a visit needs from its start: the watch over a shared computer, a new notice. */
export function begin(visit: Visit, forgotten: () => void): void {
  const lent = lentBy(visit, forgotten);
  const place = element("div");
  document.querySelector(".head")?.after(place);
  if (lent.shared) watch(place.appendChild(region(t("Komputer bersama"))), lent);
  if (!lent.notice || visit.storage.get("notice") === lent.notice) return;
  const asking = place.appendChild(region(t("Izin Anda")));
  // The question comes first: nothing is asked before a conversation has begun.
  let asked = false;
  const look = () => {
    if (asked || !visit.view.conversation?.head) return;
    asked = true;
    stop();
    void ask(asking, lent);
  };
  const stop = visit.subscribe(look);
  look();
}

function region(label: string): HTMLElement {
  const made = element("section");
  made.setAttribute("aria-label", label);
  return made;
}

/** Ask what conversations may serve, where this notice was not answered yet. */
async function ask(box: HTMLElement, lent: Lent): Promise<void> {
  const found = await post<Consent>("/api/patron/consents", lent, {}).catch(() => null);
  if (!found || !Object.keys(found.purposes).length) return;
  if (!found.asked) return lent.storage.set("notice", lent.notice);
  const form = fields(found, lent, () => {
    lent.storage.set("notice", lent.notice);
    box.replaceChildren();
  });
  box.replaceChildren(form);
}

/** Watch over a shared computer: a way out always in sight, a countdown when nobody does anything. */
function watch(box: HTMLElement, lent: Lent): void {
  let last = Date.now();
  const count = element("p", "soft");
  count.setAttribute("role", "timer");
  const stay = button("second", t("Saya masih di sini"), () => busy());
  const busy = () => {
    last = Date.now();
    show();
  };
  const left = () => Math.ceil(lent.shared * 60 - (Date.now() - last) / 1000);
  const show = () => {
    const seconds = left();
    const near = seconds <= LAST;
    count.textContent = near
      ? tn("Komputer ini melupakan percakapan dalam {n} detik.", Math.max(0, seconds))
      : t("Komputer bersama: tidak ada yang tertinggal sesudah jendela ini ditutup.");
    stay.hidden = !near;
    // Said once, not every second.
    count.setAttribute("aria-live", seconds === LAST ? "assertive" : "off");
    if (seconds <= 0) end();
  };
  const end = () => {
    clearInterval(timer);
    for (const kind of KINDS) removeEventListener(kind, busy);
    box.replaceChildren();
    lent.forget();
  };
  const timer = setInterval(show, 1000);
  for (const kind of KINDS) addEventListener(kind, busy, { passive: true });
  const row = element("div", "row");
  row.append(stay, button("second", t("Selesai & hapus dari komputer ini"), end));
  box.className = "menu";
  box.replaceChildren(count, row);
  show();
}

const KINDS = ["pointerdown", "keydown", "wheel", "touchstart"];

/** From now on nothing is kept past this tab. */
function share(): void {
  try {
    sessionStorage.setItem("refdesk-shared", "1");
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("refdesk.")) continue;
      sessionStorage.setItem(name, localStorage.getItem(name) ?? "");
      localStorage.removeItem(name);
    }
  } catch {
    // Without storage nothing is kept in any case.
  }
  location.reload();
}

async function download(lent: Lent): Promise<void> {
  const answer = await reach("/api/patron/data", lent, { lang: lent.lang });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = t("data-saya.txt");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function erase(lent: Lent): Promise<void> {
  await post("/api/patron/forget", lent, {});
  lent.forget();
}

async function consents(box: HTMLElement, lent: Lent): Promise<void> {
  try {
    const found = await post<Consent>("/api/patron/consents", lent, {});
    if (Object.keys(found.purposes).length) box.replaceChildren(fields(found, lent, () => undefined));
  } catch (error) {
    box.replaceChildren(fault(error));
  }
}

/** The purposes to tick; nothing stands in the way of asking. */
function fields(found: Consent, lent: Lent, done: () => void): HTMLElement {
  const form = element("form", "menu");
  const group = element("fieldset");
  group.append(element("legend", "", t("Bolehkah percakapan Anda dipakai juga untuk ini?")));
  if (document.body.dataset["child"]) {
    const guardian = t("Kalau kamu anak-anak: tanya orang tua atau walimu dulu. Centang hanya bila mereka setuju.");
    group.append(element("p", "", guardian));
  }
  for (const [purpose, given] of Object.entries(found.purposes)) {
    const label = element("label", "row");
    const box = element("input");
    box.type = "checkbox";
    box.name = purpose;
    box.checked = given;
    Object.assign(label.style, { flexWrap: "nowrap", alignItems: "center", minHeight: "44px" });
    box.style.flex = "none";
    label.append(box, element("span", "", purposeName(purpose)));
    group.append(label);
  }
  const said = element("p", "soft");
  said.setAttribute("role", "status");
  const save = element("button", "second", t("Simpan pilihan"));
  form.onsubmit = (event) => {
    event.preventDefault();
    const ticked = [...group.querySelectorAll("input")].filter((one) => one.checked);
    const given = ticked.map((one) => one.name);
    post("/api/patron/consents", lent, { given })
      .then(() => {
        said.textContent = t("Tersimpan. Anda dapat mengubahnya di Menu.");
        done();
      })
      .catch((error: unknown) => {
        said.textContent = words(error);
      });
  };
  form.append(group, element("p", "soft", t("Bertanya tetap bisa, apa pun pilihan Anda.")), save, said);
  return form;
}

function purposeName(purpose: string): string {
  const names: Record<string, string> = {
    evaluation: t("menilai dan memperbaiki layanan"),
    learning: t("melengkapi tanya jawab perpustakaan"),
  };
  return names[purpose] ?? purpose;
}

async function post<T>(address: string, lent: Lent, body: object): Promise<T> {
  return (await (await reach(address, lent, body)).json()) as T;
}

async function reach(address: string, lent: Lent, body: object): Promise<Response> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), WITHIN);
  const headers = { "Content-Type": "application/json", "Accept-Language": lent.lang };
  const answer = await fetch(address, {
    method: "POST",
    headers,
    body: JSON.stringify({ token: lent.token, ...body }),
    credentials: "omit",
    signal: giveUp.signal,
  }).catch(() => null);
  clearTimeout(timer);
  if (answer?.ok) return answer;
  const refusal = (await answer?.json().catch(() => null)) as { text?: string } | null | undefined;
  throw new Error(refusal?.text || t("Server belum dapat dihubungi. Coba lagi sebentar lagi."));
}
