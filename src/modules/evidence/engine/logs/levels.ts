import type { Line } from "./line.js"

export type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL"

/** Names of levels as frameworks and products write them, in capitals. */
export const LEVELS: ReadonlyMap<string, Level> = new Map(Object.entries<Level>({
  TRACE: "TRACE", VERBOSE: "TRACE", FINEST: "TRACE", FINER: "TRACE", TRC: "TRACE", VRB: "TRACE", FINE: "DEBUG", DEBUG: "DEBUG", DBG: "DEBUG", DBUG: "DEBUG", INFO: "INFO", INF: "INFO", INFORMATION: "INFO", NOTICE: "INFO", NOTE: "INFO",
  CONFIG: "INFO", WARN: "WARN", WARNING: "WARN", WRN: "WARN", ERROR: "ERROR", ERR: "ERROR", SEVERE: "ERROR", FAIL: "ERROR", FAILURE: "ERROR", FATAL: "FATAL", CRITICAL: "FATAL", FTL: "FATAL",
  CRIT: "FATAL", PANIC: "FATAL", EMERG: "FATAL", ALERT: "FATAL", LOG: "INFO", AUDIT: "INFO"
}))

export const LETTERS: ReadonlyMap<string, Level> = new Map(Object.entries<Level>({ V: "TRACE", T: "TRACE", D: "DEBUG", I: "INFO", N: "INFO", W: "WARN", E: "ERROR", F: "FATAL", C: "FATAL" }))

const KEYED_LEVEL = /(?:level|lvl|severity|"s")["']?\s{0,4}[=:]\s{0,4}["']?([A-Za-z]{1,12})/i
const ANY_LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|PANIC|EMERG)\b/
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
/** Whether one of the levels in capitals may begin with two letters. */
const BEGINNINGS: ReadonlySet<number> = new Set(["TR", "DE", "IN", "NO", "WA", "ER", "SE", "FA", "CR", "PA", "EM"].map((two) => two.charCodeAt(0) << 8 | two.charCodeAt(1)))
const isWordCode = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122 || code >= 48 && code <= 57 || code === 95

/** What `ANY_LEVEL` finds; most messages hold nothing that begins like a level. */
const levelInCapitals = (line: Line, from: number): Level | null => {
  const { codes } = line
  const end = Math.min(line.end, from + LOOKED_AT)
  for (let i = from; i < end - 3; i++) {
    const code = codes[i]!
    if (code < 65 || code > 90) continue
    if (BEGINNINGS.has(code << 8 | codes[i + 1]!) && (i === from || !isWordCode(codes[i - 1]!))) return LEVELS.get(ANY_LEVEL.exec(line.slice(from, end))?.[1] ?? "") ?? null
  }
  return null
}

/** A level that no column holds: under a key, or in capitals near the start. */
export const levelInside = (line: Line, from: number): Level | null => {
  const keyed = line.codes[line.begin] === 123 || line.levelKeyed ? levelAfterKey(line.text.slice(0, 400)) : null
  return keyed ?? levelInCapitals(line, from)
}
