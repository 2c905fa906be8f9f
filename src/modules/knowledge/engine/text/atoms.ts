/** A stretch that is never torn; offsets in characters, blank lines after it left out. */
export interface Atom {
  readonly start: number
  readonly end: number
  /** what a cut before it costs: 0 between blocks, 6 `STEP`s in the middle of a word; whole numbers */
  readonly cost: number
}

/** From one kind of place to cut at to the next. */
export const STEP = 8
export const COST = { block: 0, item: STEP, line: 2 * STEP, sentence: 3 * STEP, inside: 4 * STEP, word: 5 * STEP, anywhere: 6 * STEP } as const

/** Lines up to here are one atom; characters. */
export const SHORT = 200
/** And sentences up to here. */
const LONG_SENTENCE = 500

/** Joins what stands before it: a low surrogate, an accent, a vowel sign, the rest of a syllable or of an emoji. */
const JOINS = /^(?:[\udc00-\udfff]|\p{M}|[\u1160-\u11ff]|\u200d|[\u{1f3fb}-\u{1f3ff}])/u
const MAX_JOINED = 32

/** The next place at or before an offset where no character is torn. */
export const untorn = (text: string, offset: number): number => {
  let at = offset
  while (offset - at < MAX_JOINED && at > 0 && at < text.length && (JOINS.test(text.slice(at, at + 2)) || text[at - 1] === "\u200d")) at--
  // nothing but joining characters: half a pair would be no text at all
  if (offset - at < MAX_JOINED) return at
  return /[\udc00-\udfff]/.test(text[offset] ?? "") && /[\ud800-\udbff]/.test(text[offset - 1] ?? "") ? offset - 1 : offset
}

/** Cuts a stretch without sentences: between words, after punctuation, else between characters. */
const cutWords = (text: string, start: number, end: number, cost: number, atoms: Array<Atom>): void => {
  let from = start
  let next = cost
  while (end - from > SHORT) {
    const part = text.slice(from, from + SHORT)
    const space = Math.max(part.lastIndexOf(" "), part.lastIndexOf("\t"))
    const mark = Math.max(part.lastIndexOf(","), part.lastIndexOf("}"), part.lastIndexOf(";"), part.lastIndexOf("|"), part.lastIndexOf("&"), part.lastIndexOf("、"), part.lastIndexOf("，"))
    const cut = space >= SHORT / 2 ? from + space + 1 : mark >= SHORT / 2 ? from + mark + 1 : untorn(text, from + SHORT)
    atoms.push({ start: from, end: cut, cost: next })
    from = cut
    next = space >= SHORT / 2 ? COST.word : mark >= SHORT / 2 ? COST.word + STEP / 2 : COST.anywhere
  }
  if (from < end) atoms.push({ start: from, end, cost: next })
}

/** One line as atoms: whole where it is short, else its sentences; a very long sentence is cut between words. */
export const cutLine = (text: string, start: number, end: number, cost: number, atoms: Array<Atom>): void => {
  if (end - start <= SHORT) {
    atoms.push({ start, end, cost })
    return
  }
  let from = start
  let next = cost
  const put = (to: number) => {
    if (to - from <= LONG_SENTENCE) atoms.push({ start: from, end: to, cost: next })
    else cutWords(text, from, to, next, atoms)
    from = to
    next = Math.max(cost, COST.sentence)
  }
  for (const { 0: ending, index } of text.slice(start, end).matchAll(/[.!?;][ \t]+|[。！？；]/g)) {
    const to = start + index + ending.length
    // abbreviations and short sentences stay with what follows
    if (to < end && to - from >= SHORT / 4) put(to)
  }
  if (from < end) put(end)
}
