import { hash } from "node:crypto"
import { type Atom, COST, STEP } from "./atoms.js"
import { type Section, sectionsOf, type TextKind } from "./structure.js"

export interface Chunk {
  readonly ordinal: number
  readonly headingPath: ReadonlyArray<string>
  /** UTF-8 byte offsets into the document's text */
  readonly byteStart: number
  readonly byteEnd: number
  readonly text: string
  readonly sha256: string
}

interface Piece { readonly start: number; readonly end: number; readonly path: ReadonlyArray<string> }

/** Characters of a chunk: wanted, at least where there is a choice, at most. */
export const SIZE = { wanted: 1_000, least: 400, most: 1_500 } as const
export const OVERLAP = 200
/** What a unit of `COST` is worth in wanted sizes that a chunk is too short or too long. */
const WEIGHT = 0.25 / STEP

/** Index of the first atom after a chunk that begins with atom `first`. */
const cutAfter = (atoms: ReadonlyArray<Atom>, first: number): number => {
  const start = atoms[first]!.start
  if (atoms.at(-1)!.end - start <= SIZE.most) return atoms.length
  let best = first + 1
  let least = Number.POSITIVE_INFINITY
  for (let i = first + 1; i < atoms.length; i++) {
    const length = atoms[i - 1]!.end - start
    if (length > SIZE.most) break
    const off = (length - SIZE.wanted) / SIZE.wanted
    const cost = atoms[i]!.cost * WEIGHT + Math.abs(off) * (off > 0 ? 1.5 : 1) + (length < SIZE.least ? 10 : 0)
    if (cost <= least) {
      least = cost
      best = i
    }
  }
  return best
}

/** Index of the atom that the chunk after a cut begins with: it says again what stood last, from the best place to begin. */
const overlapFrom = (atoms: ReadonlyArray<Atom>, first: number, cut: number): number => {
  const end = atoms[cut - 1]!.end
  let from = cut
  let least = Math.max(atoms[cut]!.cost, COST.sentence)
  for (let i = cut - 1; i > first && end - atoms[i]!.start <= OVERLAP; i--) {
    if (atoms[i]!.cost > least) continue
    least = atoms[i]!.cost
    from = i
  }
  return from
}

/** A heading with nothing under it, or a few lines before the first one: it belongs to what follows. */
const opens = ({ atoms, bare, level }: Section): boolean => bare || (level === 0 && atoms.at(-1)!.end - atoms[0]!.start < SIZE.least)

/** Such openings go with the section that follows inside them. */
const joined = (sections: ReadonlyArray<Section>): ReadonlyArray<Section> => {
  const all: Array<Section> = []
  for (const section of sections) {
    const last = all.at(-1)
    if (last !== undefined && opens(last) && section.path.length > last.path.length && inside(section.path, last.path)) all[all.length - 1] = { ...section, level: last.level, atoms: [...last.atoms, ...section.atoms] }
    else all.push(section)
  }
  return all
}

const shared = (path: ReadonlyArray<string>, other: ReadonlyArray<string>): ReadonlyArray<string> => {
  const differs = path.findIndex((heading, i) => other[i] !== heading)
  return differs === -1 ? path : path.slice(0, differs)
}

const inside = (path: ReadonlyArray<string>, of: ReadonlyArray<string>): boolean => of.length <= path.length && of.every((heading, i) => path[i] === heading)

const piecesOf = (text: string, kind: TextKind): ReadonlyArray<Piece> => {
  const pieces: Array<Piece> = []
  for (const { atoms, level, path } of joined(sectionsOf(text, kind))) {
    const last = pieces.at(-1)
    const end = atoms.at(-1)!.end
    // chapters, pages and sheets stay apart: the heading of each is its place
    const small = last !== undefined && (inside(path, last.path) || (level > 1 && last.end - last.start < SIZE.least))
    if (last !== undefined && small && end - last.start <= SIZE.wanted) {
      pieces[pieces.length - 1] = { start: last.start, end, path: shared(path, last.path) }
      continue
    }
    for (let first = 0; first < atoms.length;) {
      const cut = cutAfter(atoms, first)
      pieces.push({ start: atoms[first]!.start, end: atoms[cut - 1]!.end, path })
      first = cut === atoms.length ? cut : overlapFrom(atoms, first, cut)
    }
  }
  return pieces
}

/**
 * About 1,000 characters a chunk, cut where the text's structure allows it best,
 * with up to 200 of overlap inside a section; small sections go together under
 * the heading they share. Deterministic and linear.
 */
export const chunkText = (text: string, kind: TextKind = "markdown"): ReadonlyArray<Chunk> => {
  let bytes = 0
  let chars = 0
  const byteAt = (offset: number): number => {
    // pieces come in order except for the overlap, which steps back a little
    bytes = offset >= chars ? bytes + Buffer.byteLength(text.slice(chars, offset)) : bytes - Buffer.byteLength(text.slice(offset, chars))
    chars = offset
    return bytes
  }
  return piecesOf(text, kind).map(({ end, path, start }, ordinal) => {
    const byteStart = byteAt(start)
    const byteEnd = byteAt(end)
    const body = text.slice(start, end)
    return { ordinal, headingPath: path, byteStart, byteEnd, text: body, sha256: hash("sha256", body) }
  })
}
