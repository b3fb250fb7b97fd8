/** Plain elements of the part that is loaded when needed. */

import { t } from "../shared/strings.ts";

/** A button whose deed needs a second press. */
export function sure(label: string, question: string, yes: string, act: (at: HTMLElement) => void) {
  const box = element("div");
  box.style.display = "contents";
  const first = button("second", label, () => {
    const group = element("div", "sure");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    const row = element("div", "row");
    const really = button("danger", yes, () => act(group));
    const no = button("second", t("Batal"), () => {
      box.replaceChildren(first);
      first.focus();
    });
    row.append(really, no);
    group.append(element("p", "", question), row);
    box.replaceChildren(group);
    really.focus();
  });
  box.append(first);
  return box;
}

/** Do what may fail; its failure is said beside `at`. */
export function tried(at: HTMLElement, act: () => Promise<void>): void {
  at.parentElement?.querySelector(":scope > .fault")?.remove();
  act().catch((error: unknown) => at.after(fault(error)));
}

export function fault(error: unknown): HTMLElement {
  const told = element("p", "fault", words(error));
  told.setAttribute("role", "alert");
  return told;
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function button(kind: string, label: string, act: (at: HTMLElement) => void): HTMLButtonElement {
  const made = element("button", kind, label);
  made.type = "button";
  made.onclick = () => act(made);
  return made;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  kind = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}
