import type { ProblemCode } from "../../evidence/engine/input/limits.js"
import type { Prepared, Whose } from "../engine/prepare.js"

/** A text, or a file whose text is to be read; `path` tells its kind. */
export type Source = { readonly kind: "text"; readonly text: string } | { readonly kind: "file"; readonly bytes: Uint8Array; readonly path: string }

export type PrepareRequest =
  | { readonly id: number; readonly kind: "prepare"; readonly whose: Whose; readonly source: Source }
  /** nothing is asked; the thread makes itself ready for many files */
  | { readonly id: number; readonly kind: "rehearse" }

export type PrepareAnswer =
  /** `text` is that of a file */
  | { readonly id: number; readonly kind: "prepared"; readonly text: string | null; readonly prepared: Prepared }
  /** the file holds no text that can be read */
  | { readonly id: number; readonly kind: "refused"; readonly code: ProblemCode; readonly reason: string }
  | { readonly id: number; readonly kind: "rehearsed" }
