import type { Random } from "./random.js"
import { values } from "./values.js"

/** What a layout may put around a message. */
export interface Around {
  readonly r: Random
  readonly at: Date
  readonly level: string
  /** logger or program, the same for all lines of one message kind */
  readonly component: string
  readonly message: string
}

export interface Layout {
  readonly name: string
  readonly family: string
  readonly line: (around: Around) => string
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
const two = (n: number): string => String(n).padStart(2, "0")
const three = (n: number): string => String(n).padStart(3, "0")
const iso = (d: Date): string => d.toISOString()
const date = (d: Date, sign = "-"): string => iso(d).slice(0, 10).replaceAll("-", sign)
const clock = (d: Date): string => iso(d).slice(11, 19)
const millis = (d: Date, sign = "."): string => `${clock(d)}${sign}${three(d.getUTCMilliseconds())}`
const bsd = (d: Date): string => `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2, " ")} ${clock(d)}`
const seconds = (d: Date): number => Math.floor(d.getTime() / 1000)
const clf = (d: Date): string => `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${clock(d)} +0000`
const pid = (r: Random): number => r.pick([812, 1204, 2237, 9001, 15_220, 30_411])
const dotted = (component: string): string => `com.example.${component.toLowerCase()}.${component}`
const quoted = (text: string): string => JSON.stringify(text)
const letter = (level: string): string => level[0]!
const user = (r: Random): string => values["user"]!(r)
const node = (r: Random): string => `n${r.between(101, 164)}`

/** Layouts of frameworks and products, from their documentation. Even ones are for tuning, odd ones are only reported. */
export const layouts: ReadonlyArray<Layout> = [
  { name: "log4j pattern layout", family: "web", line: ({ at, component, level, message, r }) => `${date(at)} ${millis(at, ",")} [${values["thread"]!(r)}] ${level.padEnd(5)} ${dotted(component)} - ${message}` },
  { name: "logback with mdc", family: "batch", line: ({ at, component, level, message, r }) => `${millis(at)} [${values["thread"]!(r)}] ${level.padEnd(5)} ${dotted(component)} [trace=${r.hex(16)}, span=${r.hex(8)}] - ${message}` },
  { name: "spring boot", family: "web", line: ({ at, component, level, message, r }) => `${iso(at)}  ${level.padStart(5)} ${pid(r)} --- [${values["thread"]!(r).padStart(15)}] ${`c.e.${component.toLowerCase()}.${component}`.padEnd(40)} : ${message}` },
  { name: "log4j with thread and class", family: "storage", line: ({ at, component, level, message, r }) => `${date(at)} ${millis(at, ",")} ${level} [${r.pick(["main", "IPC Server handler 3 on 9000", "DataXceiver for client at /10.0.0.7:4412", "Socket Reader #1 for port 8020"])}] ${dotted(component)}: ${message}` },
  { name: "java.util.logging one line", family: "batch", line: ({ at, component, level, message }) => `${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())}, ${at.getUTCFullYear()} ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${at.getUTCHours() < 12 ? "AM" : "PM"} ${dotted(component)} run ${level === "ERROR" ? "SEVERE" : level === "WARN" ? "WARNING" : "INFO"}: ${message}` },
  { name: "python basicConfig", family: "web", line: ({ component, level, message }) => `${level}:${component.toLowerCase()}.core:${message}` },
  { name: "python asctime name level", family: "cloud", line: ({ at, component, level, message }) => `${date(at)} ${millis(at, ",")} - ${component.toLowerCase()}.api - ${level} - ${message}` },
  { name: "glog", family: "storage", line: ({ at, component, level, message, r }) => `${letter(level)}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${millis(at)}123 ${String(pid(r)).padStart(7)} ${component.toLowerCase()}.cc:${r.pick([88, 120, 415])}] ${message}` },
  { name: "klog behind kubectl timestamps", family: "cloud", line: ({ at, component, level, message, r }) => `${iso(at).slice(0, -1)}456789Z ${letter(level)}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${millis(at)}123       1 ${component.toLowerCase()}.go:${r.pick([77, 203])}] ${message}` },
  { name: "zap console", family: "web", line: ({ at, component, level, message, r }) => `${iso(at).slice(0, -1)}+0200\t${level}\t${component.toLowerCase()}\tserver/${component.toLowerCase()}.go:${r.pick([51, 142, 377])}\t${message}` },
  { name: "zerolog json", family: "database", line: ({ at, component, level, message }) => `{"level":"${level.toLowerCase()}","component":"${component}","time":"${iso(at)}","message":${quoted(message)}}` },
  { name: "pino json", family: "web", line: ({ at, component, message, r }) => `{"level":30,"time":${at.getTime()},"pid":${pid(r)},"hostname":"web-1","name":"${component}","msg":${quoted(message)}}` },
  { name: "logfmt", family: "batch", line: ({ at, component, level, message }) => `time=${iso(at)} level=${level.toLowerCase()} component=${component} msg=${quoted(message)}` },
  { name: "syslog rfc3164 behind filename", family: "daemon", line: ({ at, component, message, r }) => `messages.1:${bsd(at)} gate ${component.toLowerCase()}[${pid(r)}]: ${message}` },
  { name: "syslog rfc3164", family: "daemon", line: ({ at, component, message, r }) => `${bsd(at)} gate01 ${component.toLowerCase()}${r.below(4) === 0 ? "" : `[${pid(r)}]`}: ${message}` },
  { name: "syslog rfc5424", family: "daemon", line: ({ at, component, message, r }) => `<${r.pick([30, 86, 134])}>1 ${iso(at)} gate01.example.com ${component.toLowerCase()} ${pid(r)} ID${r.between(10, 60)} [meta@32473 sequenceId="${r.below(9_999)}" class="x y"] ${message}` },
  { name: "syslog with nested program, subsystem, level", family: "desktop", line: ({ at, component, level, message, r }) => `${bsd(at)} mbp ${r.pick([`${component.toLowerCase()}d[${pid(r)}]`, `com.example.${component.toLowerCase()}[1] (com.example.helper.${pid(r)})`])}${r.below(5) === 0 ? ` <${level.charAt(0)}${level.slice(1).toLowerCase()}>` : ""}: ${message}` },
  { name: "journald short-iso", family: "daemon", line: ({ at, component, message, r }) => `${iso(at).slice(0, 19)}+0100 gate01 ${component.toLowerCase()}[${pid(r)}]: ${message}` },
  { name: "cluster syslog with several dates and hosts", family: "daemon", line: ({ at, component, message, r }) => { const n = node(r); return `${seconds(at)} ${date(at)} ${n} ${bsd(at)} ${n}/${n} ${component.toLowerCase()}${r.below(3) === 0 ? "" : `(unit)[${pid(r)}]`}: ${message}` } },
  { name: "ids, node, component, state, epoch, flag", family: "hardware", line: ({ at, component, message, r }) => `${r.between(10_000, 99_999)} rack${r.below(40)}b${r.below(16)} mgmt.${component.toLowerCase()} ${r.pick(["online", "offline", "fault"])} ${seconds(at)} ${r.below(3)} ${message}` },
  { name: "ids and states, no date", family: "hardware", line: ({ component, message, r }) => `${r.between(10_000, 99_999)} ${values["coordinate"]!(r)} ${component.toUpperCase()} ${r.pick(["UP", "DOWN", "BOOT"])} ${message}` },
  { name: "docker compose", family: "web", line: ({ at, component, level, message }) => `${`${component.toLowerCase()}-1`.padEnd(12)} | ${iso(at)} ${level} ${message}` },
  { name: "container runtime", family: "web", line: ({ at, level, message, r }) => `${iso(at).slice(0, -1)}123456Z ${r.pick(["stdout", "stderr"])} F ${level} ${message}` },
  { name: "nginx error", family: "proxy", line: ({ at, level, message, r }) => `${date(at, "/")} ${clock(at)} [${level.toLowerCase()}] ${pid(r)}#${pid(r)}: *${r.below(9_999)} ${message}` },
  { name: "apache error 2.4", family: "proxy", line: ({ at, level, message, r }) => `[${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())} ${millis(at)}123 ${at.getUTCFullYear()}] [proxy:${level.toLowerCase()}] [pid ${pid(r)}:tid ${r.between(10_000, 99_999)}] [client ${values["ip"]!(r)}:${values["port"]!(r)}] ${message}` },
  { name: "postgresql stderr", family: "database", line: ({ at, level, message, r }) => `${date(at)} ${millis(at)} UTC [${pid(r)}] ${level === "INFO" ? "LOG" : level}:  ${message}` },
  { name: "postgresql with user and database", family: "database", line: ({ at, level, message, r }) => `${date(at)} ${millis(at)} CET [${pid(r)}]: [${r.between(1, 90)}-1] user=${user(r)},db=shop,app=psql,client=${values["ip"]!(r)} ${level === "INFO" ? "LOG" : level}:  ${message}` },
  { name: "mysql error", family: "database", line: ({ at, level, message, r }) => `${iso(at).slice(0, -1)}123Z ${r.between(1, 400)} [${level === "INFO" ? "Note" : level === "WARN" ? "Warning" : "ERROR"}] [MY-${r.between(10_000, 14_000)}] [${r.pick(["Server", "InnoDB", "Repl"])}] ${message}` },
  { name: "mongodb json", family: "database", line: ({ at, component, message, r }) => `{"t":{"$date":"${iso(at).slice(0, -1)}+00:00"},"s":"I","c":"${component.toUpperCase()}","id":${r.between(20_000, 60_000)},"ctx":"conn${r.below(900)}","msg":${quoted(message)}}` },
  { name: "redis", family: "storage", line: ({ at, message, r }) => `${pid(r)}:${r.pick(["M", "C", "S"])} ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${millis(at)} ${r.pick(["*", "#", "-"])} ${message}` },
  { name: "windows wide columns", family: "desktop", line: ({ at, level, message, r }) => `${date(at)} ${clock(at)}, ${level === "INFO" ? "Info" : level === "WARN" ? "Warning" : "Error"}`.padEnd(48) + `${r.pick(["PKG", "DRV", "NET"])}    ${message}` },
  { name: "windows comma columns", family: "desktop", line: ({ at, component, level, message, r }) => `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()} ${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${at.getUTCHours() < 12 ? "AM" : "PM"},${level},${component},${r.between(100, 7_000)},${message}` },
  { name: "pipe columns, compact date", family: "app", line: ({ at, component, message, r }) => `${date(at, "")}-${millis(at, ":")}|${component}|${r.pick([7_121, 7_122])}|${message}` },
  { name: "semicolon columns", family: "batch", line: ({ at, component, level, message, r }) => `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()} ${clock(at)};${level};${component};${values["thread"]!(r)};${message}` },
  { name: "tab columns", family: "batch", line: ({ at, component, level, message, r }) => `${seconds(at)}.${three(at.getUTCMilliseconds())}\t${values["shorthost"]!(r)}\t${component}\t${level}\t${message}` },
  { name: "bracketed short date and program", family: "proxy", line: ({ at, message, r }) => `[${two(at.getUTCMonth() + 1)}.${two(at.getUTCDate())} ${clock(at)}] ${r.pick(["browser.exe", "mailer.exe", "sync helper.exe", "updater.exe"])} - ${message}` },
  { name: "file name and request context", family: "cloud", line: ({ at, component, level, message, r }) => `${component.toLowerCase()}-api.log:${date(at)} ${millis(at)} ${pid(r)} ${level} ${component.toLowerCase()}.osapi.wsgi [${r.below(4) === 0 ? "-" : `req-${values["uuid"]!(r)} ${r.hex(32)} ${r.hex(32)} - - -`}] ${message}` },
  { name: "logcat threadtime", family: "app", line: ({ at, component, level, message, r }) => `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${millis(at)} ${String(pid(r)).padStart(5)} ${String(pid(r)).padStart(5)} ${letter(level)} ${component}Service: ${message}` },
  { name: "rust tracing", family: "storage", line: ({ at, component, level, message }) => `${iso(at).slice(0, -1)}123Z ${level.padStart(5)} example::${component.toLowerCase()}: ${message}` },
  { name: "dotnet simple console", family: "app", line: ({ component, level, message, r }) => `${level === "ERROR" ? "fail" : level === "WARN" ? "warn" : "info"}: Example.${component}[${r.between(0, 20)}] ${message}` },
  { name: "kernel ring buffer", family: "hardware", line: ({ at, message }) => `[${String(seconds(at) % 99_999).padStart(5)}.${three(at.getUTCMilliseconds())}123] ${message}` },
  { name: "haproxy style", family: "proxy", line: ({ at, message, r }) => `${bsd(at)} lb1 haproxy[${pid(r)}]: ${values["ip"]!(r)}:${values["port"]!(r)} [${clf(at).slice(0, 20)}.${three(at.getUTCMilliseconds())}] ${message}` },
  { name: "gunicorn", family: "web", line: ({ at, level, message, r }) => `[${date(at)} ${clock(at)} +0000] [${pid(r)}] [${level}] ${message}` },
  { name: "ruby logger", family: "batch", line: ({ at, level, message, r }) => `${letter(level)}, [${iso(at).slice(0, -1)}456 #${pid(r)}] ${level.padStart(5)} -- : ${message}` },
  { name: "serilog", family: "desktop", line: ({ at, level, message }) => `[${clock(at)} ${level === "ERROR" ? "ERR" : level === "WARN" ? "WRN" : "INF"}] ${message}` },
  { name: "no header at all", family: "storage", line: ({ message }) => message }
]
