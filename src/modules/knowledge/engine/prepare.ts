import { hash } from "node:crypto"
import { analyse, type Terms } from "./lexical/analysis.js"
import { type Chunk, chunkText } from "./text/chunk.js"
import { kindOf } from "./text/structure.js"

export type IdentifiedChunk = Chunk & { readonly chunkId: string }

/** What a text is cut into and found by: all that is written of it. Plain data, which may cross a thread. */
export interface Prepared { readonly chunks: ReadonlyArray<IdentifiedChunk>; readonly terms: Terms }

/** Whose text it is; `filename` says how it is read. */
export interface Whose { readonly documentId: string; readonly title: string; readonly filename: string | null }

/** Cuts a text and counts its words: about 60 ms of CPU for a million characters. */
export const prepare = ({ documentId, filename, title }: Whose, text: string): Prepared => {
  const chunks = chunkText(text, kindOf(filename)).map((chunk) => ({
    ...chunk, chunkId: `chk_${hash("sha256", `${documentId}\n${chunk.ordinal}\n${chunk.sha256}`).slice(0, 12)}`
  }))
  return { chunks, terms: analyse(title, chunks) }
}
