import { createHash } from "node:crypto"
import { Effect, Stream } from "effect"
import type { Files } from "../../providers/files/Files.js"
import type { Evidences } from "./Evidences.js"
import { bytesOfLines } from "./lineIndex.js"
import type { Line } from "./models.js"
import type { EvidenceRepository, StoredEvidence } from "./repository.js"

const MAX_LINE_CHARACTERS = 8_192
const MAX_WINDOW_BYTES = 16 * 1024 * 1024
const SEARCH_STEP_LINES = 20_000

const LEVEL = /\b(FATAL|CRITICAL|EMERG|ALERT|PANIC|SEVERE|ERROR|ERR|WARN|WARNING|NOTICE|INFO|DEBUG|TRACE|VERBOSE)\b/i

/** Level word near the start of a line, upper case, or null. */
const levelOf = (text: string): string | null => LEVEL.exec(text.slice(0, 160))?.[1]?.toUpperCase() ?? null

const splitLines = (bytes: Uint8Array, firstLine: number, from: number, count: number): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  const decoder = new TextDecoder("utf-8")
  let start = 0
  let number = firstLine
  while (start < bytes.length && number < from + count) {
    const newline = bytes.indexOf(10, start)
    const end = newline === -1 ? bytes.length : newline
    if (number >= from) {
      const text = decoder.decode(bytes.subarray(start, Math.min(end, start + MAX_LINE_CHARACTERS))).replace(/\r$/, "").replaceAll("\u0000", "")
      lines.push({ number, text, level: levelOf(text) })
    }
    start = end + 1
    number++
  }
  return lines
}

/** Lower case text, or a template: what `<*>` parts stands anywhere on the line, in that order, however it is spaced. */
const matcherOf = (query: string): (text: string) => boolean => {
  const wanted = query.toLowerCase()
  if (!wanted.includes("<*>")) return (text) => text.toLowerCase().includes(wanted)
  const parts = wanted.split("<*>").map((part) => part.replace(/\s+/g, " ").trim()).filter((part) => part !== "")
  return (text) => {
    const line = text.toLowerCase().replace(/\s+/g, " ")
    let at = 0
    return parts.every((part) => {
      const found = line.indexOf(part, at)
      at = found + part.length
      return found !== -1
    })
  }
}

/** Ranges of lines, search and citation checks over stored bytes; nothing reads a whole file. */
export const makeReading = (needs: {
  readonly files: Files["Type"]
  readonly repository: EvidenceRepository
  readonly owned: (evidenceId: string) => Effect.Effect<StoredEvidence, import("../kernel/errors.js").NotFound, import("../kernel/actor.js").CurrentActor>
  readonly redact: Evidences["Type"]["redact"]
}): Pick<Evidences["Type"], "lines" | "search" | "verify" | "verifyFile" | "range"> => {
  const read = (stored: StoredEvidence, start: number, count: number) => Effect.gen(function*() {
    const index = yield* needs.repository.lineIndex(stored.file.evidenceId)
    if (start > index.lines) return { lines: [] as ReadonlyArray<Line>, totalLines: index.lines }
    const { firstLine, from, to } = bytesOfLines(index, start, count)
    const bytes = yield* needs.files.range(stored.storageKey, from, Math.min(to, from + MAX_WINDOW_BYTES))
    return { lines: splitLines(bytes, firstLine, start, count), totalLines: index.lines }
  })

  return {
    lines: Effect.fn("Evidences.lines")(function*(evidenceId, window) {
      const stored = yield* needs.owned(evidenceId)
      const page = yield* read(stored, window.start, window.count)
      if (!window.redacted) return page
      const { text } = yield* needs.redact(stored.file.caseId, page.lines.map((line) => line.text).join("\n"))
      const texts = text.split("\n")
      return { ...page, lines: page.lines.map((line, i) => ({ ...line, text: texts[i] ?? "" })) }
    }),
    search: Effect.fn("Evidences.search")(function*(evidenceId, query) {
      const stored = yield* needs.owned(evidenceId)
      const isMatch = matcherOf(query.text)
      const matches: Array<Line> = []
      let at = Math.max(1, query.from)
      // one step of lines per call keeps every request short; `next` continues
      const page = yield* read(stored, at, SEARCH_STEP_LINES)
      for (const line of page.lines) {
        at = line.number + 1
        if (isMatch(line.text)) matches.push(line)
        if (matches.length >= query.limit) break
      }
      return { matches, next: page.lines.length === 0 || at > page.totalLines ? null : at }
    }),
    range: (evidenceId, start, end) => Effect.flatMap(needs.owned(evidenceId), (stored) => needs.files.range(stored.storageKey, start, end)),
    verifyFile: (evidenceId) => Effect.gen(function*() {
      const stored = yield* needs.owned(evidenceId)
      const hash = createHash("sha256")
      yield* Effect.flatMap(needs.files.get(stored.storageKey), Stream.runForEach((chunk) => Effect.sync(() => void hash.update(chunk))))
      return hash.digest("hex") === stored.file.sha256
    }).pipe(Effect.catchAll(() => Effect.succeed(false))),
    verify: (citation) => needs.owned(citation.evidenceId).pipe(
      Effect.flatMap((stored) => needs.files.range(stored.storageKey, citation.byteStart, citation.byteEnd)),
      Effect.map((bytes) => bytes.length === citation.byteEnd - citation.byteStart && createHash("sha256").update(bytes).digest("hex") === citation.sha256),
      Effect.catchAll(() => Effect.succeed(false))
    )
  }
}
