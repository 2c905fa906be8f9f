import type { Draft } from "../../findings/draft.js"

/** What one command's output says. `until` is the index of the first line that does not belong to it. */
export interface Reading {
  readonly name: string
  readonly drafts: ReadonlyArray<Draft>
  readonly facts: ReadonlyArray<string>
  readonly until: number
}
