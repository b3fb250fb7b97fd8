/** The roles of an account, by their names. */

import { t } from "../../shared/strings.ts";

export function roleName(role: string): string {
  switch (role) {
    case "trainee":
      return t("magang");
    case "librarian":
      return t("pustakawan");
    case "mentor":
      return t("mentor");
    case "coordinator":
      return t("koordinator");
    case "editor":
      return t("editor");
    case "evaluator":
      return t("evaluator");
    case "admin":
      return t("administrator");
    default:
      return role;
  }
}
