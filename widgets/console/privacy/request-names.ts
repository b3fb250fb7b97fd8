/** What a person may ask for about their data, in words. */

import { t } from "../../shared/strings.ts";

export function kindName(kind: string): string {
  const names: Record<string, string> = {
    access: t("Salinan data"),
    correct: t("Pembetulan"),
    restrict: t("Pembatasan"),
    release: t("Cabut pembatasan"),
    erase: t("Penghapusan"),
  };
  return names[kind] ?? kind;
}
