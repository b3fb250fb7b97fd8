// What the screen of accounts sends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf } from "../../widgets/console/account/staff-changes.ts";

const ROW = {
  id: "s1",
  login: "budi",
  name: "Budi",
  roles: ["editor", "librarian"],
  disabled: false,
  invited: false,
  must_change: false,
  second_factor: true,
};
const FORM = { name: "Budi", roles: ["librarian", "editor"], disabled: false, must_change: false };

test("of an account only what was changed on this page is sent", () => {
  assert.deepEqual(changesOf(ROW, FORM), {});
  assert.deepEqual(changesOf(ROW, { ...FORM, name: "Budi S." }), { name: "Budi S." });
  assert.deepEqual(changesOf(ROW, { ...FORM, roles: ["editor"], disabled: true }), {
    roles: ["editor"],
    disabled: true,
  });
});
