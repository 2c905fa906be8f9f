/** One way to write a moment. Patterns are sticky, bounded, and linear. */
export interface Format {
  readonly pattern: RegExp
  /** UTC epoch milliseconds of a match; NaN where it is no date */
  readonly read: (m: RegExpExecArray) => number
  /** `signs`: holds HH:MM:SS with two digits each, `compact`: ends in HHMMSS, so that lines of the same date can be read without the pattern */
  readonly clock: "signs" | "compact" | "none"
  /** seconds or milliseconds since 1970 */
  readonly epoch: boolean
  /** a time zone may follow behind a space */
  readonly zone: boolean
}

const MONTHS: Record<string, number> = { jan: 0, feb: 1, mar: 2, apr: 3, may: 4, jun: 5, jul: 6, aug: 7, sep: 8, oct: 9, nov: 10, dec: 11 }
const month = (name: string | undefined): number => MONTHS[(name ?? "").slice(0, 3).toLowerCase()] ?? Number.NaN

const zoneOf = (zone: string | undefined): number => {
  const match = zone === undefined ? null : /^([+-])(\d\d):?(\d\d)?$/.exec(zone)
  return match === null ? 0 : (match[1] === "-" ? 1 : -1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000
}

const fraction = (digits: string | undefined): number => (digits === undefined ? 0 : Math.floor(Number(`0.${digits}`) * 1000))

let currentYear = 0
let yearFrom = 0
let yearUntil = 0

/** Lines without a year: the latest one that is not in the future. */
const guessYear = (monthOfYear: number, day: number): number => {
  const now = Date.now()
  if (now >= yearUntil || now < yearFrom) {
    currentYear = new Date(now).getUTCFullYear()
    yearFrom = Date.UTC(currentYear, 0, 1)
    yearUntil = Date.UTC(currentYear + 1, 0, 1)
  }
  return Date.UTC(currentYear, monthOfYear, day) > now + 86_400_000 ? currentYear - 1 : currentYear
}

/** The digits of a group as a number; groups hold nothing else. */
const n = (text: string | undefined): number => {
  let value = 0
  if (text !== undefined) for (let i = 0; i < text.length; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}
const century = (year: number): number => (year < 70 ? 2000 + year : year < 100 ? 1900 + year : year)

/** NaN for a day or a clock that does not exist. */
const utc = (year: number, monthOfYear: number, day: number, hours: number, minutes: number, seconds: number): number =>
  monthOfYear > 11 || monthOfYear < 0 || day < 1 || day > 31 || hours > 24 || minutes > 59 || seconds > 60 ? Number.NaN : Date.UTC(year, monthOfYear, day, hours, minutes, seconds)

const half = (hours: number, mark: string | undefined): number => (mark === undefined ? hours : (hours % 12) + (/^p/i.test(mark) ? 12 : 0))

const END = "(?=[\\s|,;:\\])[]|$)"
const CLOSE = "[\\])\"']?[,;]?"
/** a name of capitals is a zone only where it is one of the usual ones */
const ZONE = "(?: ?(Z|[+-]\\d\\d:?\\d\\d|UTC|GMT|CES?T|EES?T|WES?T|BST|[ECMP][SD]T|JST|IST|MSK|AES?T)(?![A-Za-z0-9]))?"
const HMS = "(\\d\\d?):(\\d\\d?):(\\d\\d?)(?:[.,:](\\d{1,9}))?"

const format = (source: string, read: Format["read"], more: Partial<Format> = {}): Format =>
  ({ pattern: new RegExp(source, "y"), read, clock: "signs", epoch: false, zone: false, ...more })

/** The usual prefixes (priority, bracket) are part of the patterns. */
export const FORMATS: ReadonlyArray<Format> = [
  // 2026-03-14T09:05:01.949Z  2026-03-14 09:05:01,949+02:00  2026/03/14 09:05:01  [2026-03-14 …]  2026-03-14-09.05.01.123456
  format(`(?:<\\d{1,3}>1? ?)?[[("']?(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:[T_-]|[ :]{1,2}| - )(\\d\\d?)[:.](\\d\\d?)[:.](\\d\\d?)(?:[.,:](\\d{1,9}))?${ZONE}${CLOSE}${END}`,
    (m) => utc(n(m[1]), n(m[3]) - 1, n(m[4]), n(m[5]), n(m[6]), n(m[7])) + fraction(m[8]) + zoneOf(m[9]), { zone: true }),
  // Mar 14 09:05:01   Mar 14 2026 09:05:01   Mar 14, 2026 9:05:01 AM   <13>Mar 14 …
  format(`(?:<\\d{1,3}>)?\\[?([A-Z][a-z]{2}) {1,2}(\\d{1,2})(?:,? (\\d{4}),?)? ${HMS}(?: ([AP]M))?\\]?${END}`,
    (m) => { const at = month(m[1]); return utc(m[3] === undefined ? guessYear(at, n(m[2])) : n(m[3]), at, n(m[2]), half(n(m[4]), m[8]), n(m[5]), n(m[6])) + fraction(m[7]) }),
  // [Sun Dec 04 04:47:44.123 2005]
  format(`\\[?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,2}([A-Z][a-z]{2}) {1,2}(\\d{1,2}) ${HMS} (?:[A-Z]{3,4} )?(\\d{4})\\]?${END}`,
    (m) => utc(n(m[7]), month(m[1]), n(m[2]), n(m[3]), n(m[4]), n(m[5])) + fraction(m[6])),
  // 14 Mar 2026 09:05:01.123   14/Mar/2026:09:05:01 +0000   14-Mar-2026 …   Sat, 14 Mar 2026 …
  format(`\\[?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\\d{1,2})[ /-]([A-Z][a-z]{2})[ /-](\\d{4})[ :T]${HMS}${ZONE}\\]?${END}`,
    (m) => utc(n(m[3]), month(m[2]), n(m[1]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7]) + zoneOf(m[8]), { zone: true }),
  // 03-17 16:13:38.811 (logcat)   [03.17 16:13:38]   03/17 16:13:38
  format(`\\[?(\\d\\d)([-./])(\\d\\d) ${HMS}\\]?${END}`, (m) => {
    const swapped = n(m[1]) > 12
    const at = n(swapped ? m[3] : m[1]) - 1
    return utc(guessYear(at, n(swapped ? m[1] : m[3])), at, n(swapped ? m[1] : m[3]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7])
  }),
  // 17/06/09 20:10:40
  format(`\\[?(\\d\\d)[/-](\\d\\d)[/-](\\d\\d)[ T]${HMS}\\]?${END}`, (m) => utc(century(n(m[1])), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7])),
  // 14.03.2026 09:05:01   03/14/2026 9:05:01 AM   14-03-2026 …: the day first where it can only be the day, or where points divide
  format(`\\[?(\\d{1,2})([./-])(\\d{1,2})\\2(\\d{4}),?[ T-]${HMS}(?: ([AP]M))?\\]?${END}`, (m) => {
    const dayFirst = m[2] === "." ? n(m[3]) <= 12 : n(m[1]) > 12
    return utc(n(m[4]), n(dayFirst ? m[3] : m[1]) - 1, n(dayFirst ? m[1] : m[3]), half(n(m[5]), m[9]), n(m[6]), n(m[7])) + fraction(m[8])
  }),
  // 20260314-09:05:01:123   20260314 09:05:01.123   20260314T09:05:01
  format(`\\[?(\\d{4})(\\d\\d)(\\d\\d)[-T _]${HMS}${ZONE}\\]?${END}`, (m) => utc(n(m[1]), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7]) + zoneOf(m[8])),
  // 20260314T090501Z   20260314-090501.123
  format(`\\[?(20\\d\\d)(\\d\\d)(\\d\\d)[-T _]?(\\d\\d)(\\d\\d)(\\d\\d)(?:[.,](\\d{1,9}))?Z?\\]?${END}`, (m) => utc(n(m[1]), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6])) + fraction(m[7]), { clock: "none" }),
  // 081109 203615
  format("(\\d\\d)(\\d\\d)(\\d\\d) {1,2}(\\d\\d)(\\d\\d)(\\d\\d)(?=\\s)", (m) => utc(century(n(m[1])), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6])), { clock: "compact" }),
  // 260314  9:05:01 (older databases)
  format(`(\\d\\d)(\\d\\d)(\\d\\d) {1,2}${HMS}(?=\\s)`, (m) => utc(century(n(m[1])), n(m[2]) - 1, n(m[3]), n(m[4]), n(m[5]), n(m[6]))),
  // I0314 09:05:01.123456 (klog); the letter is read again as the level
  format(`[IWEFD](\\d\\d)(\\d\\d) {1,2}${HMS}(?=\\s)`, (m) => utc(guessYear(n(m[1]) - 1, n(m[2])), n(m[1]) - 1, n(m[2]), n(m[3]), n(m[4]), n(m[5])) + fraction(m[6])),
  // epoch seconds or milliseconds
  format(`\\[?(1[0-9]{9})(\\d{3})?(?:\\.(\\d{1,9}))?\\]?${END}`, (m) => n(m[1]) * 1000 + n(m[2]) + fraction(m[3]), { clock: "none", epoch: true }),
  // 09:05:01.123
  format(`\\[?(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?\\]?(?=\\s)`, (m) => utc(1970, 0, 1, n(m[1]), n(m[2]), n(m[3])) + fraction(m[4]))
]
