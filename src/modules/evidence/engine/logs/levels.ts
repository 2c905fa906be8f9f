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

/** A level that no column holds: under a key, or in capitals near the start. */
export const levelInside = (line: string, from: number): Level | null => {
  const keyed = line.charCodeAt(0) === 123 || line.includes("l=") || line.includes("y=") ? levelAfterKey(line.slice(0, 400)) : null
  return keyed ?? LEVELS.get(ANY_LEVEL.exec(line.slice(from, from + 120))?.[1] ?? "") ?? null
}
