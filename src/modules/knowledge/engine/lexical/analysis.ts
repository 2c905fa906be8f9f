import { Counts, Vectors } from "./counts.js"
import { OPENING } from "./ranking.js"
import { Vocabulary } from "./vocabulary.js"

/** What of a chunk is analysed. */
export interface ReadChunk { readonly headingPath: ReadonlyArray<string>; readonly text: string }

/** What full text keeps of a document, its chunks in order. */
export interface Terms {
  /** terms in each chunk's text */
  readonly lengths: ReadonlyArray<number>
  /** of each chunk, with the fields text and headings and the text's words in order; at last that of the document, with the fields text, opening and title. All stand in one buffer. */
  readonly vectors: ReadonlyArray<Uint8Array<ArrayBuffer>>
  /** of each chunk its distinct stems and those of its headings and the title, with spaces between */
  readonly words: ReadonlyArray<string>
}

const vocabulary = new Vocabulary()
const ofChunk = new Counts(vocabulary)
const ofPage = new Counts(vocabulary)
const vectors = new Vectors()

/** Makes the terms of a document; without its text nothing is remembered but words. */
export const analyse = (title: string, chunks: ReadonlyArray<ReadChunk>): Terms => {
  vocabulary.renew()
  vectors.clear()
  const titleTerms = vocabulary.read(title).terms
  // neighbours stand under the same headings
  let path = ""
  let headings: ReadonlyArray<number> = []
  let total = 0
  const lengths: Array<number> = []
  const words: Array<string> = []
  for (const chunk of chunks) {
    const own = chunk.headingPath.join(" ")
    if (own !== path) {
      path = own
      headings = vocabulary.read(own).terms
    }
    const { terms, words: inOrder } = vocabulary.read(chunk.text)
    lengths.push(terms.length)
    total += terms.length
    ofChunk.add(terms, 0)
    ofChunk.add(headings, 1)
    ofChunk.pack(terms.length, vectors, inOrder)
    words.push(ofChunk.stems(titleTerms).join(" "))
    ofPage.addFirst(ofChunk)
    ofChunk.clear()
  }
  ofPage.add(vocabulary.read(chunks.slice(0, 5).map((chunk) => chunk.text).join("\n").slice(0, OPENING)).terms, 1)
  ofPage.add(titleTerms, 2)
  ofPage.pack(total, vectors)
  ofPage.clear()
  return { lengths, vectors: vectors.take(), words }
}
