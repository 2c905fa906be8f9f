import { isDigit, isLetter, isUpper, startsWith } from "./codes.js"
import type { Line } from "./line.js"

export type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL"

/** Names of levels as frameworks and products write them, in capitals. */
export const LEVELS: ReadonlyMap<string, Level> = new Map(Object.entries<Level>({
  TRACE: "TRACE", VERBOSE: "TRACE", FINEST: "TRACE", FINER: "TRACE", TRC: "TRACE", VRB: "TRACE", FINE: "DEBUG", DEBUG: "DEBUG", DBG: "DEBUG", DBUG: "DEBUG", INFO: "INFO", INF: "INFO", INFORMATION: "INFO", NOTICE: "INFO", NOTE: "INFO",
  CONFIG: "INFO", WARN: "WARN", WARNING: "WARN", WRN: "WARN", ERROR: "ERROR", ERR: "ERROR", SEVERE: "ERROR", FAIL: "ERROR", FAILURE: "ERROR", FATAL: "FATAL", CRITICAL: "FATAL", FTL: "FATAL",
  CRIT: "FATAL", PANIC: "FATAL", EMERG: "FATAL", ALERT: "FATAL", LOG: "INFO", AUDIT: "INFO"
}))

export const LETTERS: ReadonlyMap<string, Level> = new Map(Object.entries<Level>({ V: "TRACE", T: "TRACE", D: "DEBUG", I: "INFO", N: "INFO", W: "WARN", E: "ERROR", F: "FATAL", C: "FATAL" }))

const beginning = (first: number, second: number): number => (first | 32) - 97 + 26 * ((second | 32) - 97)
/** By the first two letters, a bit for each length that names with these have. */
const beginningsOf = (names: Iterable<string>): Uint16Array => {
  const out = new Uint16Array(26 * 26)
  for (const name of names) out[beginning(name.charCodeAt(0), name.charCodeAt(1))]! |= 1 << name.length
  return out
}
const BEGINNINGS = beginningsOf(LEVELS.keys())
/** Whether the name of a level may begin with two letters, in capitals or not, and be so long. */
export const mayBeLevel = (first: number, second: number, length: number): boolean => (BEGINNINGS[beginning(first, second)]! >> length & 1) === 1

const KEYED_LEVEL = /(?:level|lvl|severity|"s")["']?\s{0,4}[=:]\s{0,4}["']?([A-Za-z]{1,12})/i
/** those that are looked for in a message */
const NAMES = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "SEVERE", "FATAL", "CRITICAL", "PANIC", "EMERG"]
const ANY_LEVEL = new RegExp(`\\b(${NAMES.join("|")})\\b`)
const NAMES_BEGIN = beginningsOf(NAMES)
const NUMBERED = /"level"\s{0,4}:\s{0,4}(\d)0\b/
/** levels that are numbers (bunyan, pino) */
const TENS: ReadonlyArray<Level> = ["TRACE", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]

const levelAfterKey = (head: string): Level | null => {
  const keyed = KEYED_LEVEL.exec(head)?.[1]
  const named = keyed === undefined ? undefined : LEVELS.get(keyed.toUpperCase()) ?? (keyed.length === 1 ? LETTERS.get(keyed) : undefined)
  if (named !== undefined) return named
  const numbered = NUMBERED.exec(head)
  return numbered === null ? null : TENS[Number(numbered[1])] ?? null
}

/** Characters of a message in which a level is looked for. */
const LOOKED_AT = 120
const isWordCode = (code: number): boolean => isLetter(code) || isDigit(code) || code === 95

/** the name that was found last: the next one is mostly the same */
let recent: { readonly codes: Uint8Array; readonly level: Level | null } = { codes: new Uint8Array(1), level: null }

/** The first one from where a word begins. */
const levelBehind = (line: Line, from: number, end: number): Level | null => {
  const { codes } = line
  const behind = from + recent.codes.length
  if (behind < end && startsWith(codes, from, recent.codes) && !isWordCode(codes[behind]!)) return recent.level
  const name = ANY_LEVEL.exec(line.slice(from, end))?.[1]
  if (name === undefined) return null
  const level = LEVELS.get(name) ?? null
  recent = { codes: Buffer.from(name), level }
  return level
}

/** Each of them has so many letters or more. */
const SHORTEST = 4

/** What `ANY_LEVEL` finds. Most messages hold nothing that begins like a level, and of every name at least one letter is met at every fourth place. */
const levelInCapitals = (line: Line, from: number): Level | null => {
  const { codes } = line
  const end = Math.min(line.end, from + LOOKED_AT)
  for (let i = from + SHORTEST - 1; i < end; i += SHORTEST) {
    if (!isUpper(codes[i]!)) continue
    const before = i - SHORTEST
    let start = i
    while (start > from && start > before && isUpper(codes[start - 1]!)) start--
    // else the word was looked at where it begins
    if (start > before && isUpper(codes[start + 1]!) && NAMES_BEGIN[beginning(codes[start]!, codes[start + 1]!)] !== 0 && (start === from || !isWordCode(codes[start - 1]!))) {
      return levelBehind(line, start, end)
    }
  }
  return null
}

/** A level that no column holds: under a key, or in capitals near the start. */
export const levelInside = (line: Line, from: number): Level | null => {
  const keyed = line.codes[line.begin] === 123 || line.levelKeyed ? levelAfterKey(line.text.slice(0, 400)) : null
  return keyed ?? levelInCapitals(line, from)
}
