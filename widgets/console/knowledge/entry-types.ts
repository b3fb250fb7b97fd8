/** Entries under edit, as the server's API has them. */

export type Lang = "id" | "en";
export type Kind = "faq" | "pathfinder" | "canned" | "fact";
export type State = "draft" | "review" | "live" | "due" | "retired";
export type Step =
  | "submitted"
  | "returned"
  | "published"
  | "confirmed"
  | "retired"
  | "revived"
  | "discarded";

export const LANGS: readonly Lang[] = ["id", "en"];

export interface Source {
  readonly title: string;
  readonly call_number: string;
  readonly link: string;
}

/** What an entry says in one language; `answer` is Markdown. */
export interface Texts {
  readonly title: string;
  readonly answer: string;
  readonly alternatives: readonly string[];
  readonly keywords: readonly string[];
  readonly scope: string;
  readonly for_whom: string;
  readonly search_terms: readonly string[];
  readonly sources: readonly Source[];
}

/** What an editor fills in. */
export interface Form {
  readonly kind: Kind;
  readonly audience: "public" | "staff";
  readonly owner: string;
  readonly topics: readonly string[];
  readonly related: readonly string[];
  readonly review_by: string;
  readonly texts: Readonly<Partial<Record<Lang, Texts>>>;
}

/** The newest revision of each language, as a form was filled in on. */
export type Base = Readonly<Partial<Record<Lang, number>>>;

export interface Version {
  readonly lang: Lang;
  readonly state: State;
  readonly revision: number;
  readonly stale: boolean;
  /** readers have something, if only an earlier text */
  readonly has_readers: boolean;
  readonly step: string;
  readonly remark: string;
  readonly changed_at: number;
  readonly changed_by: string;
  readonly texts: Texts;
}

export interface EntryFile extends Omit<Form, "texts"> {
  readonly id: string;
  readonly reviewed: string;
  readonly origin: string;
  readonly url: string;
  readonly versions: readonly Version[];
  readonly doubts: readonly { readonly lang: Lang; readonly what: string; readonly text: string }[];
}

export interface EntryLine {
  readonly id: string;
  readonly kind: Kind;
  readonly audience: "public" | "staff";
  readonly title: string;
  readonly owner: string;
  readonly review_by: string;
  readonly changed_at: number;
  readonly changed_by: string;
  readonly langs: readonly Pick<Version, "lang" | "state" | "stale" | "has_readers">[];
  /** people who said that it answered, or did not */
  readonly helped: number;
  readonly unhelped: number;
  /** in this month and the eleven before */
  readonly viewed: number;
  readonly offered: number;
}

/** What was made of an entry in a month, e.g. "2026-03". */
export interface MonthUse {
  readonly month: string;
  readonly viewed: number;
  readonly offered: number;
}

export interface EntryPage {
  readonly count: number;
  readonly rows: readonly EntryLine[];
  readonly states: Readonly<Record<State, number>>;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Choices {
  readonly owners: readonly string[];
  readonly topics: readonly Choice[];
  readonly facts: readonly Choice[];
  readonly entries: readonly Choice[];
}

export interface Revision {
  readonly lang: Lang;
  readonly revision: number;
  readonly step: string;
  readonly note: string;
  readonly state: State;
  readonly changed_at: number;
  readonly changed_by: string;
}

export interface Change {
  readonly field: string;
  readonly label: string;
  readonly pieces: readonly { readonly change: "same" | "removed" | "added"; readonly text: string }[];
}

export interface TryOut {
  readonly ready: boolean;
  readonly threshold: number;
  readonly found: readonly {
    readonly entry: string;
    readonly lang: Lang;
    readonly title: string;
    readonly shown: boolean;
    /** it is what is being written */
    readonly draft: boolean;
    readonly score: number;
    readonly confidence: number;
    readonly reasons: readonly { readonly field: string; readonly words: readonly string[] }[];
  }[];
}

/** What an editor begins with: `file` is null for a new entry. */
export interface Opened {
  readonly file: EntryFile | null;
  readonly form: Form;
  readonly base: Base;
  readonly origin: string;
  /** the group of questions that a new entry answers */
  readonly gap?: string;
}
