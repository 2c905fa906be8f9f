import { Counts, Vectors } from "./counts.js"
import { type Fence, proseOf } from "./prose.js"
import { OPENING } from "./ranking.js"
import { Vocabulary } from "./vocabulary.js"

/** What of a chunk is analysed. */
export interface ReadChunk { readonly headingPath: ReadonlyArray<string>; readonly text: string }

/** What full text keeps of a document, its chunks in order. */
export interface Terms {
  /** terms in each chunk's text */
  readonly lengths: ReadonlyArray<number>
  /** of each chunk, with the fields text and headings and the text's words in order; at last that of the document, with the fields text, opening and title, blocks of code left out: commands and their output tell what a passage holds, not what a page is about. All stand in one buffer. */
  readonly vectors: ReadonlyArray<Uint8Array<ArrayBuffer>>
  /** of each chunk its distinct stems and those of its headings and the title, with spaces between */
  readonly words: ReadonlyArray<string>
}

/** A page of which less than this share is prose is told by all it holds. */
const PROSE = 0.1
/** Chunks in which the opening is looked for. */
const FIRST = 5

const vocabulary = new Vocabulary()
const ofChunk = new Counts(vocabulary)
const ofPage = new Counts(vocabulary)
const vectors = new Vectors()

/** Makes the terms of a document; without its text nothing is remembered but words. */
export const analyse = (title: string, chunks: ReadonlyArray<ReadChunk>): Terms => {
  vocabulary.renew()
  vectors.clear()
  const titleTerms = vocabulary.read(title).terms.slice()
  // neighbours stand under the same headings
  let path = ""
  let headings = new Uint32Array(0)
  let fence: Fence = null
  let total = 0
  let ofProse = 0
  const prose: Array<string> = []
  const lengths: Array<number> = []
  const words: Array<string> = []
  for (const chunk of chunks) {
    const own = chunk.headingPath.join(" ")
    if (own !== path) {
      path = own
      headings = vocabulary.read(own).terms.slice()
      // no block of code goes on under another heading
      fence = null
    }
    const { terms, words: inOrder } = vocabulary.read(chunk.text)
    lengths.push(terms.length)
    total += terms.length
    ofChunk.add(terms, 0)
    ofChunk.add(headings, 1)
    ofChunk.pack(terms.length, vectors, inOrder)
    words.push(ofChunk.stems(titleTerms).join(" "))
    const read = proseOf(chunk.text, fence)
    fence = read.fence
    if (prose.length < FIRST) prose.push(read.prose)
    if (read.prose === chunk.text) {
      ofPage.addFirst(ofChunk)
      ofProse += terms.length
    } else {
      const told = vocabulary.read(read.prose).terms
      ofPage.add(told, 0)
      ofProse += told.length
    }
    ofChunk.clear()
  }
  const coded = ofProse < total * PROSE
  if (coded) {
    ofPage.clear()
    for (const { text } of chunks) ofPage.add(vocabulary.read(text).terms, 0)
  }
  ofPage.add(vocabulary.read((coded ? chunks.slice(0, FIRST).map(({ text }) => text) : prose).join("\n").slice(0, OPENING)).terms, 1)
  ofPage.add(titleTerms, 2)
  ofPage.pack(coded ? total : ofProse, vectors)
  ofPage.clear()
  return { lengths, vectors: vectors.take(), words }
}
