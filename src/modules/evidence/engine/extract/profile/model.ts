import type { Cite } from "../../findings/draft.js"

/** A function's cost; `own` and `total` are shares of the whole, 0–1. */
export interface Hot {
  readonly name: string
  readonly own: number
  readonly total: number
  readonly cite: Cite
}

export interface Profile {
  readonly kind: string
  /** what the shares are of, where it is not time */
  readonly takes?: string
  readonly functions: ReadonlyArray<Hot>
}
