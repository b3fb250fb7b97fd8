/** One's own password again, where an unlocked console alone must not be enough. */

import { t } from "../../shared/strings.ts";

export function OwnPassword() {
  return (
    <label>
      {t("Kata sandi Anda")}
      <input name="password" type="password" autocomplete="current-password" required />
    </label>
  );
}
