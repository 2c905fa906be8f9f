import { jsonKind } from "./json.js"
import { isLogName } from "./names.js"
import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

const opinion = (confidence: number, reason: string): Opinion => ({ type: "logs", confidence, reason })

/** Starts with a date or time in one of the usual spellings, perhaps after a bracket, a priority, a level or a host. */
export const TIME = /^\W{0,3}(<\d{1,3}>\d?\s*)?(\[?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]?\W{0,3})?([A-Za-z_.-]{1,40}[:| ]\W{0,2})?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T _-]\d|\d{2}[-/.]\d{2}[-/.]\d{2,4}[ T,_]+\d{1,2}[:.]|\d{2}[-/]\d{2}[ T]\d{2}:\d{2}:|\d{1,2}:\d{2}:\d{2}\b|(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ,]|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]\s?\d{1,2}|\d{6} \d{6}\b|\d{10}(\.\d+|\d{3})?[ ,\]]|\[\s*\d+\.\d{3}s?\]|\[\s*\d+\.\d{6}\]|[IWEF]\d{4} \d{2}:\d{2}:)/
/** Time later in the line, as access logs, console logs and tables of events have it. */
const TIME_INSIDE = /[[ "](\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})| \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}|[\t,;|]\s?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}(:\d{2})?/
export const LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|PANIC|EMERG)\b|\bERR!|\blevel=|"(level|severity|lvl)"\s*:/
const JSON_LINE = /^\s*\{.*"(msg|message|log|level|severity|@timestamp|time|timestamp|ts)"\s*:.*\}\s*$/
const LOGFMT = /(^|\s)[a-z_.]{1,30}=("[^"]*"|\S*)(\s[a-z_.]{1,30}=("[^"]*"|\S*)){2}/i
/** Products whose lines tell of themselves: security events, slow queries. */
const SELF_TELLING = /^(\S+ \S+ )?(CEF|LEEF):\d|^# (Time: |Query_time: |User@Host: )|^(START|END|REPORT) RequestId: |^INIT_START Runtime/
/** Records printed as blocks of fields, as Windows' tools do: what must be among them. */
const BLOCK_FIELDS = [/^\s*(Date|TimeCreated|TimeGenerated|Time|Timestamp)\s*:\s*\d{1,4}[-/.]\d/, /^\s*(Level|LevelDisplayName|EntryType|Severity)\s*:\s*\w/, /^\s*(Event ?ID|Id|InstanceId|Source|ProviderName|Provider)\s*:\s*\S/]
/** `web-1  | `: lines of several containers side by side. */
const CONTAINER = /^[\w.-]{1,60}\s{1,40}\| /

/** Continuation lines belong to the record above them: they say nothing against a log. */
export const CONTINUATION = /^(\s+|Caused by:|\t|at |\.\.\. \d+ more|Traceback| {2}File )/

/** An export of Windows' event log: a record that is the root, or the first in a root of many, with its namespace or its system part. */
const WINDOWS_EXPORT = /^\s{0,100}(?:<\?xml[^>]{0,200}\?>\s{0,100})?(?:<!--[^>]{0,500}-->\s{0,100})?(?:<Events\b[^>]{0,200}>\s{0,100})?<Event(?:\s[^>]{0,200}schemas\.microsoft\.com\/win\/2004\/08\/events|[^>\w][^>]{0,200}>\s{0,100}<System>|>\s{0,100}<System>)/

export const isWindowsExport = (text: string): boolean => WINDOWS_EXPORT.test(text)

/** A single JSON value over many lines: its lines are no records. */
const spread = (sample: Sample): boolean => /^\s*[{[]\s*$/.test(sample.lines[0] ?? "") || (/^\s*[{[]/.test(sample.text) && !/\}\s*$/.test(sample.lines[0] ?? "") && jsonKind(sample) !== null)

export const logs = (sample: Sample): Opinion | null => {
  const { lines } = sample
  if (isWindowsExport(sample.text)) return opinion(0.95, "an export of Windows' event log")
  // JSON is judged by its keys, line by line too
  if (spread(sample) || (jsonKind(sample)?.type ?? "logs") !== "logs") return null
  if (lines.length >= 2 && share(lines, CONTAINER) >= 0.9 && !lines.some((line) => /^[-+ |]+$/.test(line))) return opinion(0.9, "output of several containers")
  if (lines.slice(0, 10).some((line) => /^#Fields: \S/.test(line))) return opinion(0.94, "a log in W3C's extended format")
  if (share(lines, /^\s*[A-Z][\w ]{0,40}\s*:/) >= 0.5 && BLOCK_FIELDS.every((field) => lines.some((line) => field.test(line)))) return opinion(0.88, "records as blocks of fields")
  const heads = lines.filter((line) => !CONTINUATION.test(line))
  if (heads.length === 0) return null
  const timed = share(heads, TIME)
  const inside = share(heads, TIME_INSIDE)
  const json = share(heads, JSON_LINE)
  const level = share(heads, LEVEL)
  const logfmt = share(heads, LOGFMT)
  const telling = share(heads, SELF_TELLING)
  const best = Math.max(timed, inside, json, telling, heads.length >= 3 ? Math.min(level, 0.9) * 0.9 : level * 0.6, logfmt * Math.max(level, timed))
  if (best >= 0.6) return opinion(Math.min(0.94, 0.82 + 0.12 * best), `${Math.round(best * 100)} % of the lines look like log records`)
  if (telling >= 0.3) return opinion(0.9, "records of a slow log")
  if (best >= 0.25 && isLogName(sample)) return opinion(0.82, "a log by name, with log records in it")
  // a few records whose last one goes on for long, as a failed start does
  const stamped = lines.filter((line) => TIME.test(line) && LEVEL.test(line.slice(0, 200))).length
  if (stamped >= 2 && TIME.test(lines[0]!) && LEVEL.test(lines[0]!.slice(0, 200))) return opinion(0.78, "records with levels, the last of many lines")
  return best >= 0.3 ? opinion(0.55 + best / 5, "some lines look like log records") : null
}
