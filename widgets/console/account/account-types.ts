/** What the server tells about one's own account and those of others; times in milliseconds. */

export interface SignInRow {
  readonly id: string;
  readonly device: string;
  readonly since: number;
  readonly used: number;
  readonly until: number;
  readonly here: boolean;
}

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly since: number;
  readonly until: number;
  readonly used: number;
  readonly over: boolean;
}

export interface OwnAccount {
  readonly second_factor: number;
  readonly second_factor_required: boolean;
  readonly codes_left: number;
  readonly sign_ins: readonly SignInRow[];
  readonly tokens: readonly TokenRow[];
  readonly scopes: readonly string[];
  readonly most_days: number;
}

export interface StaffRow {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
  readonly invited: boolean;
  readonly must_change: boolean;
  readonly second_factor: boolean;
  readonly tokens: readonly TokenRow[];
}

export interface StaffList {
  readonly staff: readonly StaffRow[];
  readonly roles: readonly string[];
}
