/** The level of a line where it is a part of its own before the message. */
import { codeAt, isDigit, isLetter, startsWith } from "./codes.js"
import { LETTERS, LEVELS, type Level, mayBeLevel } from "./levels.js"
import { Sign } from "./signs.js"
import { isSpace } from "./spaces.js"

/** Codes that a level may take, and the id that is glued to it. */
const enum Max { Level = 11, Id = 24 }

const opens = (code: number): boolean => code === 91 || code === 40 || code === 60 || code === 124
const closes = (code: number): boolean => code === 93 || code === 41 || code === 62 || code === 124 || code === Sign.Colon || code === 44

export interface LevelAt {
  readonly level: Level
  /** codes that it takes */
  readonly length: number
  /** written in capitals, in brackets or before a colon: no word of prose */
  readonly marked: boolean
}

const lettersEnd = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && i - from <= Max.Level && isLetter(codes[i]!)) i++
  return i
}

/** What stood where a level stands, by how it begins: a file has few. */
const recentLevels = new Array<LevelAt & { readonly codes: Uint8Array } | undefined>(256).fill(undefined)
const placeOf = (codes: Uint8Array, from: number): number => (codes[from]! * 31 + codes[from + 1]!) & 255

/** Index behind `[12]`, the id of a process or thread that is glued to what stands before; or `from`. */
const idEnd = (codes: Uint8Array, from: number, end: number): number => {
  if (codeAt(codes, from, end) !== 91) return from
  let i = from + 1
  while (i < end && i - from < Max.Id && isDigit(codes[i]!)) i++
  return i > from + 1 && codeAt(codes, i, end) === 93 ? i + 1 : from
}

const upperEnd = (codes: Uint8Array, from: number, end: number): number => {
  let i = from
  while (i < end && codes[i]! >= 65 && codes[i]! <= 90) i++
  return i
}

export const levelAt = (codes: Uint8Array, from: number, end: number): LevelAt | null => {
  if (from + 1 >= end) return readLevel(codes, from, end)
  const place = placeOf(codes, from)
  const recent = recentLevels[place]
  if (recent !== undefined) {
    const behind = from + recent.length
    if (behind < end && isSpace(codes[behind]!) && startsWith(codes, from, recent.codes)) return recent
  }
  const found = readLevel(codes, from, end)
  if (found !== null && from + found.length < end && isSpace(codes[from + found.length]!)) recentLevels[place] = { ...found, codes: Uint8Array.prototype.slice.call(codes, from, from + found.length) }
  return found
}

/** The level that one letter stands for. */
export const letterLevel = (code: number): Level | null => LETTERS.get(String.fromCharCode(code)) ?? null

/** A level at `from`: `INFO`, `[warn]`, `[core:warn]`, `<Error>:`, `E`, `W,`, `info:`; what is glued behind its colon is left. */
const readLevel = (codes: Uint8Array, from: number, end: number): LevelAt | null => {
  let start = from
  while (start < end && opens(codes[start]!)) start++
  let to = lettersEnd(codes, start, end)
  if (start > from && codeAt(codes, to, end) === Sign.Colon && isLetter(codeAt(codes, to + 1, end))) {
    start = to + 1
    to = lettersEnd(codes, start, end)
  }
  if (to === start || to - start > Max.Level || to - start > 1 && !mayBeLevel(codes[start]!, codes[start + 1]!, to - start)) return null
  let behind = start === from ? idEnd(codes, to, end) : to
  const numbered = behind > to
  // `[info   ]`
  if (start > from) while (behind < end && codes[behind] === Sign.Space) behind++
  if (behind > to && !(behind < end && closes(codes[behind]!))) behind = to
  while (behind < end && closes(codes[behind]!)) behind++
  const closed = behind > to
  if (numbered && (upperEnd(codes, start, to) < to || behind < end && !isSpace(codes[behind]!) && codes[behind] !== 91)) return null
  if (behind < end && !isSpace(codes[behind]!) && !(closed && (codes[to] === Sign.Colon && to - start > 1 || codes[behind] === 91))) return null
  let word = ""
  for (let i = start; i < to; i++) word += String.fromCharCode(codes[i]!)
  const upper = word.toUpperCase()
  const level = LEVELS.get(upper) ?? (word.length === 1 ? LETTERS.get(word) : undefined)
  return level === undefined ? null : { level, length: behind - from, marked: word === upper || start > from || closed }
}
