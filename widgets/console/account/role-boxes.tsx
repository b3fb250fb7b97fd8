/** The roles of an account as boxes to tick, by their names. */

import { t } from "../../shared/strings.ts";

interface Props {
  readonly roles: readonly string[];
  readonly chosen: readonly string[];
}

export function RoleBoxes({ roles, chosen }: Props) {
  return (
    <fieldset>
      <legend>{t("Peran")}</legend>
      {roles.map((role) => (
        <label key={role} class="check">
          <input type="checkbox" name="role" value={role} defaultChecked={chosen.includes(role)} />
          {roleName(role)}
        </label>
      ))}
    </fieldset>
  );
}

/** The roles that are ticked in a form. */
export function rolesOf(form: HTMLFormElement): string[] {
  return new FormData(form).getAll("role").map(String);
}

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
