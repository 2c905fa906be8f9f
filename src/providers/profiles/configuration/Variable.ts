/** The effective value of another variable; undefined where it is neither set nor has a default. */
export type Look = (name: string) => string | undefined

export type Kind =
  | { readonly type: "text" | "boolean" | "duration" | "list" | "json" }
  | { readonly type: "integer"; readonly least: number; readonly most?: number; readonly what?: string }
  | { readonly type: "address"; readonly schemes: ReadonlyArray<string> }
  /** what may be written, in any case, and what it means here; an empty meaning is the same as not set */
  | { readonly type: "choice"; readonly words: Readonly<Record<string, string>> }

/** One environment variable: what it is called, what it may hold and who reads it. */
export interface Variable {
  readonly name: string
  readonly meaning: string
  readonly kind: Kind
  /** as it would be written; absent where there is none, or where it follows from others */
  readonly default?: string
  /** older names of the same setting; they are still read */
  readonly aliases?: ReadonlyArray<string>
  /** masked wherever it is shown, and read from the file that `<NAME>_FILE` names */
  readonly secret?: true
  /** an empty value is a value: elsewhere it counts as not set */
  readonly mayBeEmpty?: true
  /** Where it is not set: what other settings make of it, as its reader does. */
  readonly derived?: (look: Look) => string | undefined
  /** its reader does not know the rule: the derived value is given to it */
  readonly handedOver?: true
  /** Why a value has no effect beside the others; null where it has. */
  readonly idle?: (look: Look) => string | null
  /** why it should no longer be set, though it is recognised */
  readonly deprecated?: string
}

export interface Section {
  readonly title: string
  readonly variables: ReadonlyArray<Variable>
}

/** A name of the older deployment without a meaning here. */
export interface Dropped {
  readonly names: RegExp
  readonly why: string
  /** not worth a line at every start */
  readonly silent?: true
}

export const text = { type: "text" } as const
export const boolean = { type: "boolean" } as const
export const duration = { type: "duration" } as const
export const list = { type: "list" } as const
export const integer = (least: number, most?: number): Kind => ({ type: "integer", least, ...(most === undefined ? {} : { most }) })
export const port: Kind = { type: "integer", least: 0, most: 65_535, what: "a port number" }
export const web: Kind = { type: "address", schemes: ["http", "https"] }
export const choice = (...words: ReadonlyArray<string>): Kind => ({ type: "choice", words: Object.fromEntries(words.map((word) => [word, word])) })
export const choiceOf = (words: Readonly<Record<string, string>>): Kind => ({ type: "choice", words })

/** Idle unless the other variable has this value. */
export const onlyWith = (name: string, ...values: ReadonlyArray<string>) => (look: Look): string | null =>
  values.includes(look(name) ?? "") ? null : `read only with ${name}=${values.join(" or ")}`

/** Idle unless one of the others is set. */
export const onlyBeside = (...names: ReadonlyArray<string>) => (look: Look): string | null =>
  names.some((name) => look(name) !== undefined) ? null : `read only beside ${names.join(" or ")}`
