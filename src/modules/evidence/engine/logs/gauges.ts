/** How lines tell of durations. */
import { isDigit, isLetter } from "./codes.js"
import { unitedOf } from "./unitNames.js"

/** How a duration is read from the lines of one template. */
export interface Gauge {
  readonly name: string
  /** what stands before the number; null: the number is read by `pattern` */
  readonly key: string | null
  readonly pattern: RegExp | null
  /** milliseconds of one where no unit follows the number; null: it must follow */
  readonly unit: number | null
}

const UNITS: ReadonlyMap<string, number> = new Map([["ns", 1e-6], ["us", 1e-3], ["µs", 1e-3], ["ms", 1], ["millis", 1], ["milliseconds", 1], ["s", 1e3], ["sec", 1e3], ["secs", 1e3], ["second", 1e3], ["seconds", 1e3], ["m", 6e4], ["min", 6e4]])
const MAX_UNIT = 12
const MAX_DIGITS = 12
const KEYED = /(?:^|[^\w.-])(([\w.-]{0,24}(?:duration|latency|elapsed|took|request_?time|response_?time|time-taken|query_time|processing_?time)[A-Za-z_]{0,12})["']?\s?[:=]\s{0,2}["']?)(\d{1,12}(?:\.\d{1,9})?)\s?(ns|us|µs|ms|secs?|seconds?|s|min|m)?(?![\w.])/i
const NAMED = /duration|latency|elapsed|took|time/i
/** A time that is set or announced, and was not measured. */
const ANNOUNCED = /(?:retry|again|expire|wait|sleep|next|schedul|back-?off|restart|starting|timed? ?out|limit|interval|ttl|within|delay|every|max|min|threshold|expected|default|budget|keep-?alive)\w{0,12}\W{0,3}(?:\w{1,10}\W{0,2})?$/i
const PROSE = /\b(?:in|took|after) (\d{1,12}(?:\.\d{1,9})?)\s?(ms|milliseconds|secs?|seconds?|s|us|µs)(?![\w.])/i
const TAIL = /(?:^|[\s=(])(\d{1,12}(?:\.\d{1,9})?)\s?(ms|s|us|µs)\s*$/
/** Behind the quoted agent of an access log: whole numbers are microseconds (`%D`), fractions seconds. */
const ACCESS_MICROS = /" (\d{1,12})$/
const ACCESS_SECONDS = /" (?:rt=)?(\d{1,6}\.\d{3,6})(?: |$)/
const TIMERS = / (?:[\d+-]{1,10}\/){2,6}\+?(\d{1,10}) \d{3} /
const BALANCED = /^\S{1,10} \S{20,40} \S{1,100} \S{1,60} \S{1,60} -?\d{1,6}\.\d{3,6} (-?\d{1,6}\.\d{3,6}) -?\d{1,6}(?:\.\d{3,6})? /
const MAX_LOOKED_AT = 3_000
const BEFORE = 40

/** Of a key's own name: `_ms`, `Millis`, `_seconds`; by what products document for theirs. */
const unitOf = (key: string): number | null => {
  const suffix = /(?:_|-)(ms|us|ns|s|sec|seconds|millis)$/i.exec(key)?.[1] ?? /(Millis|Ms|Seconds|Micros|Nanos)$/.exec(key)?.[1]
  if (suffix !== undefined) return /^(?:ms|millis)$/i.test(suffix) ? 1 : /^(?:us|micros)$/i.test(suffix) ? 1e-3 : /^(?:ns|nanos)$/i.test(suffix) ? 1e-6 : 1e3
  return /(?:request|response|upstream_response)_time$|^query_time$/i.test(key) ? 1e3 : null
}

/** By the word before the number: how long a request took and how long a transaction is open are no durations of one kind. */
const named = (before: string): string => {
  const word = /(?:^|[^\w-])([A-Za-z]{2,16})[\s=(]{1,2}$/.exec(before.slice(-BEFORE))?.[1]
  return word === undefined ? "time" : `${word} …`
}

/** How a line tells of a duration; null where it does not. `request`: the line tells of an answered request. */
export const gaugeOf = (line: string, request: boolean): Gauge | null => {
  const text = line.slice(0, MAX_LOOKED_AT)
  const keyed = NAMED.test(text) ? KEYED.exec(text) : null
  if (keyed !== null) {
    const unit = unitOf(keyed[2]!)
    if ((keyed[4] !== undefined || unit !== null) && !ANNOUNCED.test(keyed[2]!.replace(/(?:duration|latency|elapsed|took|time).{0,12}$/i, "")) && !/limit|threshold|max/i.test(keyed[2]!)) return { name: keyed[2]!, key: keyed[1]!, pattern: null, unit }
  }
  const united = unitedOf(text)
  if (united !== null) return { name: united.name, key: united.key, pattern: null, unit: united.millis }
  if (request) {
    if (BALANCED.test(text)) return { name: "time of the target", key: null, pattern: BALANCED, unit: 1e3 }
    if (TIMERS.test(text)) return { name: "total time", key: null, pattern: TIMERS, unit: 1 }
    if (ACCESS_SECONDS.test(text)) return { name: "time of the request", key: null, pattern: ACCESS_SECONDS, unit: 1e3 }
    if (ACCESS_MICROS.test(text)) return { name: "time of the request", key: null, pattern: ACCESS_MICROS, unit: 1e-3 }
  }
  for (const pattern of [TAIL, PROSE]) {
    const found = pattern.exec(text)
    if (found === null || ANNOUNCED.test(text.slice(Math.max(0, found.index - BEFORE), found.index))) continue
    // the word before the number is found faster than the pattern
    const word = pattern === PROSE ? text.slice(Math.max(0, found.index - 1), found.index + found[0].indexOf(found[1]!)) : null
    return { name: named(text.slice(0, found.index + found[0].indexOf(found[1]!))), key: word, pattern: word === null ? pattern : null, unit: null }
  }
  return null
}

/** Of a unit: `µs` too. */
const isUnit = (code: number): boolean => isLetter(code) || code === 0xb5
/** A number that goes on with one of these is part of something else. */
const goesOn = (code: number): boolean => isDigit(code) || isUnit(code) || code === 46 || code === 95

/** Milliseconds of the number that stands at `at`, `123`, `1.5s` or `20 ms`; read by hand, for it is asked of every other line of a log. */
const millisAt = (line: string, at: number, unit: number | null): number | null => {
  let i = at
  let value = 0
  while (isDigit(line.charCodeAt(i)) && i - at < MAX_DIGITS) value = value * 10 + line.charCodeAt(i++) - 48
  if (i === at) return null
  if (line.charCodeAt(i) === 46 && isDigit(line.charCodeAt(i + 1))) {
    let part = 0.1
    for (i++; isDigit(line.charCodeAt(i)); part /= 10) value += (line.charCodeAt(i++) - 48) * part
  }
  const from = line.charCodeAt(i) === 32 ? i + 1 : i
  let to = from
  while (to - from < MAX_UNIT && isUnit(line.charCodeAt(to))) to++
  if (to > from && !goesOn(line.charCodeAt(to))) {
    // most are
    if (to - from === 2 && line.charCodeAt(from) === 109 && line.charCodeAt(from + 1) === 115) return value
    const word = line.slice(from, to)
    const millis = UNITS.get(word) ?? UNITS.get(word.toLowerCase())
    if (millis !== undefined) return value * millis
  }
  return unit === null || goesOn(line.charCodeAt(i)) ? null : value * unit
}

const valueOf = (found: RegExpExecArray, unit: number | null): number | null => {
  const value = Number(found[1]) * (found[2] === undefined ? unit ?? Number.NaN : UNITS.get(found[2].toLowerCase()) ?? Number.NaN)
  return value >= 0 ? value : null
}

/** Milliseconds, or null where this line has none. */
export const readDuration = ({ key, pattern, unit }: Gauge, line: string): number | null => {
  if (key === null) {
    const found = pattern!.exec(line.length > MAX_LOOKED_AT ? line.slice(0, MAX_LOOKED_AT) : line)
    return found === null ? null : valueOf(found, unit)
  }
  for (let at = line.indexOf(key); at !== -1 && at < MAX_LOOKED_AT; at = line.indexOf(key, at + key.length)) {
    const millis = millisAt(line, at + key.length, unit)
    if (millis !== null) return millis
  }
  return null
}
