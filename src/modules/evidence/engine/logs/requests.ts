import type { LineRecord } from "./record.js"
import { Counted } from "./counted.js"

/** What one line tells of a request that was answered. Times are milliseconds. */
export interface Answer {
  readonly code: string
  /** path, or the name that was looked up; null where the line has none */
  readonly path: string | null
  /** index behind the request and its code */
  readonly after: number
  readonly from: number
}

export type Form = "request" | "ahead" | "dns" | "json" | "keyed"

const REQUEST = /"([A-Z]{3,10}) ([^" ]{1,500})(?: [^"]{0,40})?" (?:status: )?(\d{3})(?=[ ,]|$)/
const AHEAD = /"([A-Z]{3,10}) ([^" ]{1,500})(?: [^"]{0,40})?"/
/** Timers, then code, bytes, cookies and flags: HAProxy's. A target's code before two sizes: load balancers'. */
const CODE_AHEAD = / (?:[\d+-]{1,10}\/){2,6}\+?\d{1,10} (\d{3}) \+?\d{1,15} \S{1,60} \S{1,60} [A-Za-z-]{4} | (\d{3}) (?:\d{3}|-) \d{1,15} \d{1,15} $/
const DNS = /"([A-Z]{1,8}) IN (\S{1,255}) [^"]{0,100}" ([A-Z]{4,9})\b/
const JSON_CODE = /"(?:status|status_?code|response_?code|http_status|sc-status)"\s?:\s?"?([1-5]\d\d)\b/i
const JSON_PATH = /"(?:uri|path|url|request_?uri|request_?url|route|endpoint|requestPath)"\s?:\s?"([^"]{1,500})"/i
const KEYED_CODE = /\b(?:status|status_?code|code)=("?)([1-5]\d\d)\1(?=[\s,;]|$)/i
const KEYED_PATH = /\b(?:route|path|uri|url|endpoint|handler)="?([^\s"]{1,500})/i
const MAX_LOOKED_AT = 3_000
/** Characters before a request in which its code may stand. */
const AHEAD_OF = 160

const readAhead = (line: string): Answer | null => {
  const request = AHEAD.exec(line)
  if (request === null) return null
  const begin = Math.max(0, request.index - AHEAD_OF)
  // the code may stand behind captured headers in braces
  const found = CODE_AHEAD.exec(line.slice(begin, request.index))
  return found === null ? null : { code: (found[1] ?? found[2])!, path: request[2]!, after: request.index + request[0].length, from: begin + found.index }
}

const READ: Readonly<Record<Form, (line: string) => Answer | null>> = {
  request: (line) => {
    const found = REQUEST.exec(line)
    return found === null ? null : { code: found[3]!, path: found[2]!, after: found.index + found[0].length, from: found.index }
  },
  ahead: readAhead,
  dns: (line) => {
    const found = DNS.exec(line)
    return found === null ? null : { code: found[3]!, path: found[2]!, after: found.index + found[0].length, from: found.index }
  },
  json: (line) => {
    const found = JSON_CODE.exec(line)
    return found === null ? null : { code: found[1]!, path: JSON_PATH.exec(line)?.[1] ?? null, after: found.index, from: 0 }
  },
  keyed: (line) => {
    const found = KEYED_CODE.exec(line)
    return found === null ? null : { code: found[2]!, path: KEYED_PATH.exec(line)?.[1] ?? null, after: found.index, from: 0 }
  }
}
const FORMS: ReadonlyArray<Form> = ["request", "ahead", "dns", "json", "keyed"]

/** How a line tells of an answered request; null where it does not. */
export const formOf = (line: string): Form | null => {
  const text = line.slice(0, MAX_LOOKED_AT)
  const quoted = text.includes("\"")
  return FORMS.find((form) => {
    if (form === "keyed" ? !text.includes("=") : !quoted) return false
    const answer = READ[form](text)
    // a status without a path is any number
    return answer !== null && (answer.path !== null || form === "request")
  }) ?? null
}

export const readAnswer = (form: Form, line: string): Answer | null => READ[form](line.length > MAX_LOOKED_AT ? line.slice(0, MAX_LOOKED_AT) : line)

const PARTS = 4
const ID = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f-]{20,}|[^/]{41,})$/i

/** A path without its query and ids, so that requests of one sort are counted together. */
export const sortOf = (path: string): string => {
  const bare = path.replace(/^[a-z]{1,8}:\/\/[^/]{1,255}/i, "")
  const end = bare.search(/[?#;]/)
  const parts = (end === -1 ? bare : bare.slice(0, end)).split("/")
  const kept = parts.slice(0, PARTS + 1).map((part) => (ID.test(part) ? "*" : part)).join("/")
  return parts.length > PARTS + 1 ? `${kept}/…` : kept === "" ? "/" : kept
}

export const isBad = (code: string): boolean => code >= "400" && code !== "NOERROR" && code !== "NXDOMAIN"
/** Answers that blame the server: what is counted as failed. */
export const isFailed = (code: string): boolean => (code >= "500" && code < "600") || code === "SERVFAIL" || code === "REFUSED"

const UPSTREAM = /"(?:upstream(?:_addr|_host)?|backend|target)"\s?:\s?"([^"]{1,100})"|"(?:https?:\/\/)?((?:[\w-]{1,63}\.){0,6}[\w-]{1,63}:\d{2,5})(?:\/[^"]{0,200})?"|\bupstream[=:]\s?"?(?:https?:\/\/)?([\w.-]{1,100}:\d{1,5})/i
const BALANCED = /^\S{1,10} \S{20,40} \S{1,100} \S{1,60} (\d[\d.]{6,15}:\d{1,5}) /
const SERVED = / ([\w.-]{1,80}\/(?:[\w.-]{1,80}|<[A-Z]{3,8}>)) (?:[\d+-]{1,10}\/){2,6}/
/** Why a proxy itself answered: Envoy's flags, HAProxy's termination state. */
const FLAGS = /^ ((?:[A-Z]{2,5})(?:,[A-Z]{2,5}){0,4}) |^ - ([a-z_]{8,60})/
const TERMINATED = / (?:\d{3}) \+?\d{1,15} \S{1,60} \S{1,60} ([A-Za-z-]{4}) /
const CLIENT = /^(?:\S{1,20} )?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{6,39}) /i

const MAX_KEYS = 300

/** How often each of a few hundred words was met; further ones are counted as the rest. */
export class Tally {
  private readonly counts = new Map<string, number>()
  total = 0

  add(key: string): void {
    this.total++
    const known = this.counts.get(key)
    if (known !== undefined) this.counts.set(key, known + 1)
    // what is held longer than a chunk must not hold on to its text
    else if (this.counts.size < MAX_KEYS) this.counts.set(Buffer.from(key).toString(), 1)
  }

  of(key: string): number {
    return this.counts.get(key) ?? 0
  }

  get size(): number {
    return this.counts.size
  }

  top(most: number): ReadonlyArray<readonly [string, number]> {
    return [...this.counts].sort((a, b) => b[1] - a[1]).slice(0, most)
  }
}

/** Answers of one code. */
export class Answers {
  readonly counted: Counted
  readonly paths = new Tally()
  readonly upstreams = new Tally()
  readonly flags = new Tally()
  readonly clients = new Tally()

  constructor(record: LineRecord) {
    this.counted = new Counted(record)
  }
}

/** Counts the answers of a log: codes, and of the bad ones path, upstream, flags and client. Memory is bounded. */
export class Requests {
  total = 0
  readonly codes = new Map<string, Answers>()
  readonly paths = new Tally()

  add(answer: Answer, line: string, record: LineRecord): void {
    this.total++
    const { code } = answer
    let of = this.codes.get(code)
    if (of === undefined) this.codes.set(Buffer.from(code).toString(), of = new Answers(record))
    of.counted.add(record)
    const path = answer.path === null ? null : sortOf(answer.path)
    if (path !== null) this.paths.add(path)
    if (!isBad(code)) return
    if (path !== null) of.paths.add(path)
    const behind = line.slice(answer.after, answer.after + 1_000)
    const upstream = BALANCED.exec(line)?.[1] ?? SERVED.exec(line)?.[1] ?? found(UPSTREAM.exec(line.charCodeAt(0) === 123 ? line : behind))
    if (upstream !== null) of.upstreams.add(upstream)
    const flags = found(FLAGS.exec(behind)) ?? TERMINATED.exec(line.slice(answer.from, answer.after))?.[1] ?? null
    if (flags !== null && /[A-Za-z]/.test(flags)) of.flags.add(flags)
    const client = CLIENT.exec(line)?.[1]
    if (client !== undefined) of.clients.add(client)
  }
}

const found = (match: RegExpExecArray | null): string | null => (match === null ? null : match.slice(1).find((one) => one !== undefined) ?? null)
