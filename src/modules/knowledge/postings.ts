const COMMA = 44
const ZERO = 48

/** The numbers of a list joined by commas: one value a term is what a database hands over fastest. */
export const numbersOf = (list: string | null): Float64Array => {
  if (list === null || list === "") return new Float64Array(0)
  let count = 1
  for (let i = 0; i < list.length; i++) if (list.charCodeAt(i) === COMMA) count++
  const numbers = new Float64Array(count)
  let at = 0
  for (let i = 0; i < list.length; i++) {
    const code = list.charCodeAt(i)
    if (code === COMMA) at++
    else numbers[at] = numbers[at]! * 10 + code - ZERO
  }
  return numbers
}

/** The numbers of the chunks in which a term stands. */
export type Places = Float64Array

/**
 * In which chunks terms stand, kept between searches, up to `limit` bytes. All
 * that is kept is as of one `mark` of the database; the statement that uses it
 * tells whether chunks were written since. Numbers of chunks that are gone
 * may be among them: no row is found under those.
 */
export const makePostings = (limit: number) => {
  const held = new Map<string, Places>()
  let mark: string | null = null
  let bytes = 0

  const forget = (): void => {
    held.clear()
    mark = null
    bytes = 0
  }

  return {
    /** What the database is asked about; null where nothing is held. */
    mark: (): string | null => mark,
    get: (term: string): Places | undefined => held.get(term),
    forget,
    /** Keeps what was read while nothing had been written since `since` (null: as of `now`), unless another search has renewed all meanwhile. */
    put: (since: string | null, now: string, places: ReadonlyMap<string, Places>): void => {
      if (mark !== since) return
      if (bytes > limit) forget()
      mark ??= now
      for (const [term, numbers] of places) {
        if (held.has(term)) continue
        held.set(term, numbers)
        bytes += numbers.byteLength + term.length * 2
      }
    },
    /** Bytes that are held. */
    size: (): number => bytes
  }
}
