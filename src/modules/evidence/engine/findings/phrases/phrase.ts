import type { Severity } from "../../finding.js"

/** A way in which programs of the field tell of trouble. */
export interface Phrase {
  /** stable machine name */
  readonly name: string
  /** `info`: an event that explains others and is no trouble by itself */
  readonly severity: Severity
  /** what it means, one sentence for people */
  readonly means: string
  /** in lower case; one of them stands in the line, the more telling ones first */
  readonly words: ReadonlyArray<string>
  /** what must be true of the line besides; linear */
  readonly also?: RegExp
  /** what only looks alike; linear */
  readonly not?: RegExp
}

export const phrase = (name: string, severity: Severity, means: string, words: ReadonlyArray<string>, more: { readonly also?: RegExp; readonly not?: RegExp } = {}): Phrase => ({ name, severity, means, words, ...more })
