/** A timestamp at the head of a line: UTC epoch milliseconds and the index behind it. */
export interface TimeAt {
  readonly at: number
  readonly end: number
}

const MONTHS: Record<string, number> = { jan: 0, feb: 1, mar: 2, apr: 3, may: 4, jun: 5, jul: 6, aug: 7, sep: 8, oct: 9, nov: 10, dec: 11 }

const zoneOf = (zone: string | undefined): number => {
  if (zone === undefined || zone === "" || /^(Z|UTC|GMT)$/i.test(zone)) return 0
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone)
  return match === null ? 0 : (match[1] === "-" ? 1 : -1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000
}

const fraction = (digits: string | undefined): number => (digits === undefined ? 0 : Math.floor(Number(`0.${digits}`) * 1000))

let currentYear = 0
let yearFrom = 0
let yearUntil = 0

/** Lines without a year: the latest one that is not in the future. */
const guessYear = (month: number, day: number): number => {
  const now = Date.now()
  if (now >= yearUntil || now < yearFrom) {
    currentYear = new Date(now).getUTCFullYear()
    yearFrom = Date.UTC(currentYear, 0, 1)
    yearUntil = Date.UTC(currentYear + 1, 0, 1)
  }
  return Date.UTC(currentYear, month, day) > now + 86_400_000 ? currentYear - 1 : currentYear
}

type Groups = RegExpExecArray
type Format = readonly [pattern: RegExp, read: (m: Groups) => number]

/** The digits of a group as a number; groups hold nothing else. */
const n = (text: string | undefined): number => {
  let value = 0
  if (text !== undefined) for (let i = 0; i < text.length; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}
const century = (year: number): number => (year < 70 ? 2000 + year : year < 100 ? 1900 + year : year)

/** Every pattern is anchored and bounded; the usual prefixes (priority, bracket, dash, label) are part of it. */
const FORMATS: ReadonlyArray<Format> = [
  // 2026-03-14T09:05:01.949Z  2026-03-14 09:05:01,949+02:00  2026/03/14 09:05:01  [2026-03-14 …]
  [/^(?:<\d{1,3}>1? ?)?[[("]?(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T _-]+(\d{1,2})[:.](\d\d)[:.](\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?[\])"]?,?(?=\s|$|[|,:])/,
    (m) => Date.UTC(n(m[1]), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7]) + zoneOf(m[8])],
  // Mar 14 09:05:01   Mar 14 2026 09:05:01   <13>Mar 14 …
  [/^(?:<\d{1,3}>)?([A-Z][a-z]{2})\s+(\d{1,2})(?:,?\s+(\d{4}))?\s+(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?=\s|$|:)/,
    (m) => { const month = MONTHS[m[1]!.toLowerCase()] ?? -1; return Date.UTC(m[3] === undefined ? guessYear(month, n(m[2])) : n(m[3]), month, n(m[2]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7]) }],
  // [Sun Dec 04 04:47:44.123 2005]
  [/^\[?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)(?:\.(\d+))?\s+(?:[A-Z]{3,4}\s+)?(\d{4})\]?/,
    (m) => Date.UTC(n(m[7]), MONTHS[m[1]!.toLowerCase()] ?? -1, n(m[2]), n(m[3]), n(m[4]), n(m[5])) + fraction(m[6])],
  // 03-17 16:13:38.811 (logcat)
  [/^(\d\d)-(\d\d)\s+(\d\d):(\d\d):(\d\d)\.(\d+)(?=\s)/, (m) => Date.UTC(guessYear(n(m[1]) - 1, n(m[2])), n(m[1]) - 1, n(m[2]), n(m[3]), n(m[4]), n(m[5])) + fraction(m[6])],
  // 17/06/09 20:10:40
  [/^\[?(\d\d)[/-](\d\d)[/-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\]?(?=\s|$)/, (m) => Date.UTC(century(n(m[1])), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7])],
  // 081109 203615
  [/^(\d\d)(\d\d)(\d\d)\s+(\d\d)(\d\d)(\d\d)(?=\s)/, (m) => Date.UTC(century(n(m[1])), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6]))],
  // I0314 09:05:01.123456 (klog); the letter is read again as the level
  [/^[IWEF](\d\d)(\d\d)\s+(\d\d):(\d\d):(\d\d)\.(\d+)(?=\s)/, (m) => Date.UTC(guessYear(n(m[1]) - 1, n(m[2])), n(m[1]) - 1, n(m[2]), n(m[3]), n(m[4]), n(m[5])) + fraction(m[6])],
  // label and epoch seconds or milliseconds, often followed by dates of the same moment
  [/^(?:[-A-Z_]{1,20}\s+)?(1[0-9]{9})(\d{3})?(?:\.(\d+))?(?:\s+\d{4}\.\d\d\.\d\d\s+\S+\s+\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d+)?(?=\s)/, (m) => n(m[1]) * 1000 + n(m[2]) + fraction(m[3])],
  // 14/Mar/2026:09:05:01 +0000 inside an access log line
  [/^\S{1,80} \S{1,40} \S{1,80} \[(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)\s?([+-]\d{4})?\]/, (m) => Date.UTC(n(m[3]), MONTHS[m[2]!.toLowerCase()] ?? -1, n(m[1]), n(m[4]), n(m[5]), n(m[6])) + zoneOf(m[7])],
  // 09:05:01.123
  [/^\[?(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\]?(?=\s)/, (m) => n(m[1]) * 3_600_000 + n(m[2]) * 60_000 + n(m[3]) * 1000 + fraction(m[4])]
]

const JSON_TIME = /"(?:@timestamp|timestamp|time|ts|date)"\s*:\s*"?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|1\d{9}(?:\.\d+|\d{3})?)/
const KEYED_TIME = /(?:^|\s)(?:ts|time|timestamp)="?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)/

const fromText = (text: string): number => {
  if (/^1\d{9}/.test(text)) return text.includes(".") ? Math.round(Number(text) * 1000) : text.length > 10 ? Number(text) : Number(text) * 1000
  return Date.parse(text.replace(" ", "T"))
}

/** The format that fitted last is tried first: a file keeps to one. */
let recent = 0

export const timeAt = (line: string): TimeAt | null => {
  const head = line.length > 160 ? line.slice(0, 160) : line
  for (let i = 0; i < FORMATS.length; i++) {
    const index = (recent + i) % FORMATS.length
    const [pattern, read] = FORMATS[index]!
    const match = pattern.exec(head)
    if (match === null) continue
    const at = read(match)
    if (Number.isNaN(at)) continue
    recent = index
    return { at, end: /^[IWEF]\d{4}/.test(match[0]) || match[0].includes("/") && match[0].endsWith("]") && !match[0].startsWith("[") ? 0 : match[0].length }
  }
  const first = head.charCodeAt(0)
  const keyed = first === 123 ? JSON_TIME.exec(line.slice(0, 600)) : KEYED_TIME.exec(head)
  if (keyed === null) return null
  const at = fromText(keyed[1]!)
  return Number.isNaN(at) ? null : { at, end: 0 }
}
