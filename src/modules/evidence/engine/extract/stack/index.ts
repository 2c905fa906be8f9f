import type { Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip } from "../values.js"
import type { Frame } from "./frames.js"
import { kernelOops, threadDump } from "./dumps.js"
import { MACHINERY } from "./heads.js"
import { innermostFirst, type StackTrace, type Thrown } from "./trace.js"
import { findTraces } from "./traces.js"

/** What an exception usually means, by its name or message. */
const HINTS: ReadonlyArray<readonly [RegExp, string]> = [
  [/OutOfMemory|MemoryError|heap out of memory|out of memory/i, "The process ran out of memory: compare its limit with what it holds, and look for what grows."],
  [/StackOverflow|RecursionError|Maximum call stack/i, "A call chain never ends: look for a recursion without an end."],
  [/NullPointer|NullReference|NoneType|undefined \(reading|is not a function|nil pointer|Cannot read propert|called `Option::unwrap\(\)`/i, "Something is used that was never set: find out where it should have come from."],
  [/ConnectException|ConnectionRefused|ECONNREFUSED|connection refused|actively refused/i, "Nobody listens at the address that was called: is that service up, and is the address right?"],
  [/UnknownHost|\bENOTFOUND\b|\bEAI_AGAIN\b|gaierror|no such host|Name or service not known/i, "A host name was not resolved: check DNS and the name."],
  [/Timeout|ETIMEDOUT|timed out|deadline exceeded/i, "A call took too long: look at what was called, and at the pool it waited for."],
  [/SSL|TLS|[Cc]ertificate|CERT_/, "The secure connection was refused: check the certificate's validity, name and issuer."],
  [/AccessDenied|PermissionError|EACCES|Unauthorized|Forbidden|permission denied/i, "A right is missing: check the identity that runs it and its permissions."],
  [/FileNotFound|ENOENT|No such file|NoSuchFile/i, "A file is missing where it is looked for."],
  [/ClassNotFound|NoClassDef|ModuleNotFound|ImportError|Cannot find module|NoSuchMethod|FileLoadException/i, "A dependency is missing or of another version than the program was built with."],
  [/SQLSyntax|UndefinedTable|UndefinedColumn|relation ".*" does not exist|Unknown column/i, "The program and the database disagree on the schema: was a migration left out?"],
  [/Duplicate|UniqueViolation|ConstraintViolation|IntegrityError/i, "A rule of the database refused the row: look at the values and at concurrent writers."],
  [/all goroutines are asleep/, "Every part of the program waits for another: look at who should send, unlock or finish."],
  [/use-after-free|double-free|buffer-overflow|SIGSEGV|SIGABRT|SIGBUS|segmentation/i, "Memory was used that is not, or no longer, there: look at who owns what the frame touches, and since when it is freed."],
  [/Deadlock/i, "Two transactions waited for each other: look at the order in which they lock."],
  [/address already in use|EADDRINUSE|BindException/i, "Another process already listens on that port."],
  [/No space left|ENOSPC/i, "The disk is full."],
  [/too many open files|EMFILE/i, "File descriptors ran out: look for a leak or raise the limit."],
  [/JSONDecode|JsonParse|Unexpected token|SyntaxError|Deserializ|FormatException|NumberFormat|ValueError: (invalid|could not convert)/i, "Input of another form than expected was read."],
  [/IndexError|IndexOutOfRange|ArrayIndexOutOf|index out of (range|bounds)|KeyError/i, "An element is asked for that does not exist."]
]

const MAX_CHAIN = 6

const place = (frame: Frame): string => `${frame.function}${frame.file === null ? "" : ` (${frame.file}${frame.at === null ? "" : `:${frame.at}`})`}`

const titled = (thrown: Thrown): string => `${thrown.type === "" ? "The stack trace" : thrown.type}${thrown.message === "" ? "" : `: ${thrown.message}`}`

/** Findings of one trace; `last` is the number of the text's last line. */
export const draftsOf = (trace: StackTrace, last: number): ReadonlyArray<Draft> => {
  const outer = trace.chain[0]!
  const root = trace.chain[trace.chain.length - 1]!
  const frames = innermostFirst(trace, root)
  const all = trace.chain.toReversed().flatMap((thrown) => innermostFirst(trace, thrown))
  const thrownAt = frames.find((frame) => !MACHINERY.test(frame.function)) ?? all.find((frame) => !MACHINERY.test(frame.function)) ?? frames[0] ?? all[0]
  const own = frames.find((frame) => frame.own) ?? all.find((frame) => frame.own)
  const what = root.type === "" ? "Stack trace" : `${root.type}${root.message === "" ? "" : `: ${root.message}`}`
  const hint = HINTS.find(([pattern]) => pattern.test(what))?.[1] ?? ""
  const span = (line: number): readonly [number, number] => [line, Math.min(line, last)]
  const chainText = trace.chain.map((one) => one.type).filter((type) => type !== "").join(" ← ")
  const exception: Draft = {
    kind: "root_exception",
    severity: /OutOfMemory|panic|fatal|StackOverflow|SIGSEGV|SIGABRT|Sanitizer/i.test(root.type + root.message) ? "critical" : "error",
    title: clip(what, 200),
    detail: [
      ...(trace.chain.length > 1 ? [`Chain: ${clip(chainText, 300)}.`] : []),
      ...(thrownAt === undefined ? [] : [`Thrown in ${place(thrownAt)}.`]),
      ...(own === undefined || own === thrownAt ? [] : [`First own code: ${place(own)}.`]),
      ...(hint === "" ? [] : [hint])
    ].join(" "),
    cites: [{ lines: span(root.line) }, ...(thrownAt === undefined ? [] : [{ lines: span(thrownAt.line) }]), ...(own === undefined || own === thrownAt ? [] : [{ lines: span(own.line) }])],
    confidence: 0.9,
    data: {
      language: trace.language, exception: root.type, message: clip(root.message, 500), chain: trace.chain.map((one) => one.type), frames: all.length,
      rootFrame: thrownAt === undefined ? null : place(thrownAt), ownFrame: own === undefined ? null : place(own)
    }
  }
  return trace.chain.length < 2 ? [exception] : [exception, {
    kind: "exception_chain", severity: trace.handled ? "error" : "info", title: trace.handled ? `${clip(titled(outer), 160)} was thrown while ${clip(root.type, 100)} was handled` : `${clip(titled(outer), 160)} came of ${clip(root.type, 100)}`, detail: `${trace.chain.length} exceptions, the cause last: ${trace.chain.slice(0, MAX_CHAIN).map((one) => clip(titled(one), 160)).join(" ← ")}.`,
    cites: trace.chain.slice(0, 6).map((one) => ({ lines: span(one.line) })), data: { chain: trace.chain.map((one) => `${one.type}: ${clip(one.message, 200)}`) }
  }]
}

/** Exceptions with their chain, the frame that threw and the first frame of own code. */
export const extractStackTraces = (file: TextFile): Extraction => {
  const dump = threadDump(file) ?? kernelOops(file)
  if (dump !== null) return dump
  const traces = findTraces(file.lines)
  // the same exception from the same place is one finding with a count
  const groups = new Map<string, { readonly trace: StackTrace; count: number }>()
  for (const trace of traces) {
    const root = trace.chain[trace.chain.length - 1]!
    const key = `${root.type}|${innermostFirst(trace, root)[0]?.function ?? root.message}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { trace, count: 1 })
    else group.count++
  }
  const drafts = [...groups.values()].sort((a, b) => b.count - a.count).flatMap(({ count, trace }) => draftsOf(trace, file.lineCount).map((draft) => (count === 1 ? draft : { ...draft, title: draft.kind === "root_exception" ? `${count} times: ${draft.title}` : draft.title, data: { ...draft.data, count } })))
  return {
    drafts,
    timeline: [],
    summary: [`${traces.length} stack trace${traces.length === 1 ? "" : "s"}${traces.length === 0 ? "" : ` (${[...new Set(traces.map((one) => one.language))].join(", ")})`}.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`)].join("\n")
  }
}
