import { timeAt } from "./time.js"

/** What stands before the message of a log line. */
export interface Header {
  /** UTC epoch milliseconds, or null */
  readonly at: number | null
  /** one of TRACE DEBUG INFO WARN ERROR FATAL, or null */
  readonly level: Level | null
  /** index of the first character of the message */
  readonly start: number
}

export type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL"

const LEVELS: ReadonlyMap<string, Level> = new Map(Object.entries<Level>({
  TRACE: "TRACE", VERBOSE: "TRACE", FINEST: "TRACE", FINER: "TRACE", FINE: "DEBUG", DEBUG: "DEBUG", DBG: "DEBUG", INFO: "INFO", INFORMATION: "INFO", NOTICE: "INFO",
  CONFIG: "INFO", WARN: "WARN", WARNING: "WARN", WRN: "WARN", ERROR: "ERROR", ERR: "ERROR", SEVERE: "ERROR", FAILURE: "ERROR", FATAL: "FATAL", CRITICAL: "FATAL",
  CRIT: "FATAL", PANIC: "FATAL", EMERG: "FATAL", ALERT: "FATAL"
}))
const LETTERS: ReadonlyMap<string, Level> = new Map(Object.entries<Level>({ V: "TRACE", D: "DEBUG", I: "INFO", W: "WARN", E: "ERROR", F: "FATAL" }))

const SPACE = 32
/** Tokens between the time and the level: host, process ids, thread, facility. */
const MAX_BEFORE_LEVEL = 6
const SYSLOG = /^(\S+)\s+([^\s:[\]()]+(?:\([^)\s]*\))?(?:\[\d+\])?):\s+/
const COMPONENT = /^[\w.$/@-]*[A-Za-z][\w.$/@-]*(?:\[[^\]\s]*\]|\([^)\s]*\))?:\s/
const BRACKET_DASH = /^\[.{0,160}?\](?:\s+[\w.$]+)?\s+-\s+/
const KEYED_LEVEL = /\b(?:level|lvl|severity)["']?\s*[=:]\s*["']?([A-Za-z]+)/i
const ANY_LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|PANIC|EMERG)\b/

const skipSpaces = (text: string, from: number): number => {
  let i = from
  while (i < text.length && text.charCodeAt(i) <= SPACE) i++
  return i
}

const opens = (code: number): boolean => code === 91 || code === 40 || code === 60 || code === 124
const closes = (code: number): boolean => code === 93 || code === 41 || code === 62 || code === 124 || code === 58 || code === 44
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122

/** Digits and the signs of dates, process ids and brackets; no word. */
const isPlain = (text: string, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (!(code >= 48 && code <= 58) && code !== 45 && code !== 46 && code !== 91 && code !== 93 && code !== 40 && code !== 41 && code !== 35) return false
  }
  return true
}

const LONGEST_LEVEL = 11

/** Reads time, level and the start of the message; works on the first few hundred characters only. */
export const readHeader = (line: string): Header => {
  const time = timeAt(line)
  const after = skipSpaces(line, time === null ? 0 : time.end)
  const at = time === null ? null : time.at
  let position = after
  let plain = true
  for (let token = 0; token < MAX_BEFORE_LEVEL && position < line.length && position - after < 160; token++) {
    let end = line.indexOf(" ", position)
    if (end === -1) end = line.length
    let from = position
    let to = end
    while (from < to && opens(line.charCodeAt(from))) from++
    while (to > from && closes(line.charCodeAt(to - 1))) to--
    if (to > from && to - from <= LONGEST_LEVEL && isLetter(line.charCodeAt(from)) && isLetter(line.charCodeAt(to - 1))) {
      const word = line.slice(from, to)
      const upper = word.toUpperCase()
      const level = LEVELS.get(upper) ?? (time !== null && word.length === 1 ? LETTERS.get(word) : undefined)
      // a word of prose is no level: it stands in capitals, in brackets, or right behind the time
      if (level !== undefined && (word === upper || token === 0 || line.charCodeAt(position) === 91)) return message(line, at, level, skipSpaces(line, end), plain)
    }
    if (time === null) break
    if (plain && !isPlain(line, from, to)) plain = false
    position = skipSpaces(line, end)
  }
  const keyed = KEYED_LEVEL.exec(line.slice(0, 400))?.[1]
  const level = (keyed === undefined ? undefined : LEVELS.get(keyed.toUpperCase())) ?? LEVELS.get(ANY_LEVEL.exec(line.slice(after, after + 120))?.[1] ?? "") ?? null
  if (time === null) return { at, level, start: 0 }
  const syslog = SYSLOG.exec(line.slice(after, after + 200))
  return { at, level, start: syslog === null ? after : after + syslog[0].length }
}

const message = (line: string, at: number | null, level: Level, from: number, plain: boolean): Header => {
  let start = from
  while (line[start] === "-" && line[start + 1] === " ") start += 2
  const rest = line.slice(start, start + 220)
  const bracket = BRACKET_DASH.exec(rest)
  if (bracket !== null) start += bracket[0].length
  else if (plain) {
    const component = COMPONENT.exec(rest)
    if (component !== null) start += component[0].length
  }
  return { at, level, start: skipSpaces(line, start) }
}
