/** Shapes written by someone who has not read the rules; every second one is of half A, the others of half B. */
import type { Shape } from "../random.js"
import * as a from "./a/index.js"
import * as b from "./b/index.js"
import type { Lookalike } from "./material.js"

export interface Half {
  readonly name: string
  readonly secrets: Readonly<Record<string, ReadonlyArray<Shape>>>
  readonly kept: ReadonlyArray<Lookalike>
}
export const UNSEEN: ReadonlyArray<Half> = [
  { name: "unseen A", secrets: a.SECRETS, kept: a.KEPT },
  { name: "unseen B", secrets: b.SECRETS, kept: b.KEPT }
]
