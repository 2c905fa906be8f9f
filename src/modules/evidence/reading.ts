import { createHash } from "node:crypto"
import { Effect, Stream } from "effect"
import type { Files } from "../../providers/files/Files.js"
import type { Artifacts } from "./artifacts.js"
import type { Evidences } from "./Evidences.js"
import { bytesOfLines } from "./lineIndex.js"
import type { EvidenceCitation, Line } from "./models.js"
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

/** Ranges of lines, search and citation checks over stored bytes and texts inside them; nothing holds a whole file. */
export const makeReading = (needs: {
  readonly files: Files["Type"]
  readonly artifacts: Artifacts
  readonly repository: EvidenceRepository
  readonly owned: (evidenceId: string) => Effect.Effect<StoredEvidence, import("../kernel/errors.js").NotFound, import("../kernel/actor.js").CurrentActor>
  readonly redact: Evidences["Type"]["redact"]
}): Pick<Evidences["Type"], "lines" | "search" | "verify" | "verifyAll" | "verifyFile" | "range"> => {
  const range = (stored: StoredEvidence, artifact: string | undefined, start: number, end: number) =>
    artifact === undefined ? needs.files.range(stored.storageKey, start, end) : needs.artifacts.range(stored, artifact, start, end)

  const read = (stored: StoredEvidence, artifact: string | undefined, start: number, count: number) => Effect.gen(function*() {
    const index = yield* (artifact === undefined ? needs.repository.lineIndex(stored.file.evidenceId) : needs.artifacts.lineIndex(stored, artifact))
    if (start > index.lines) return { lines: [] as ReadonlyArray<Line>, totalLines: index.lines }
    const { firstLine, from, to } = bytesOfLines(index, start, count)
    const bytes = yield* range(stored, artifact, from, Math.min(to, from + MAX_WINDOW_BYTES))
    return { lines: splitLines(bytes, firstLine, start, count), totalLines: index.lines }
  })

  const holds = (stored: StoredEvidence, { byteEnd, byteStart, sha256 }: EvidenceCitation) => needs.files.range(stored.storageKey, byteStart, byteEnd).pipe(
    Effect.map((bytes) => bytes.length === byteEnd - byteStart && createHash("sha256").update(bytes).digest("hex") === sha256),
    Effect.catchAll(() => Effect.succeed(false))
  )

  const verifyAll: Evidences["Type"]["verifyAll"] = (citations) => Effect.gen(function*() {
    const verdicts = citations.map(() => false)
    for (const evidenceId of new Set(citations.map((citation) => citation.evidenceId))) {
      const stored = yield* Effect.orElseSucceed(needs.owned(evidenceId), () => null)
      if (stored === null) continue
      const inside: Array<{ readonly index: number; readonly artifact: string; readonly start: number; readonly end: number; readonly sha256: string }> = []
      for (const [index, citation] of citations.entries()) {
        if (citation.evidenceId !== evidenceId) continue
        const { artifact, byteEnd, byteStart, sha256 } = citation
        if (artifact === undefined || artifact === null) verdicts[index] = yield* holds(stored, citation)
        else inside.push({ index, artifact, start: byteStart, end: byteEnd, sha256 })
      }
      if (inside.length === 0) continue
      const answers = yield* needs.artifacts.verify(stored, inside.map(({ index: _, ...passage }) => passage))
      for (const [i, { index }] of inside.entries()) verdicts[index] = answers[i] === true
    }
    return verdicts
  })

  return {
    lines: Effect.fn("Evidences.lines")(function*(evidenceId, window) {
      const stored = yield* needs.owned(evidenceId)
      const page = yield* read(stored, window.artifact, window.start, window.count)
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
      const page = yield* read(stored, query.artifact, at, SEARCH_STEP_LINES)
      for (const line of page.lines) {
        at = line.number + 1
        if (isMatch(line.text)) matches.push(line)
        if (matches.length >= query.limit) break
      }
      return { matches, next: page.lines.length === 0 || at > page.totalLines ? null : at }
    }),
    range: (evidenceId, start, end, artifact) => Effect.flatMap(needs.owned(evidenceId), (stored) => range(stored, artifact, start, end)),
    verifyFile: (evidenceId) => Effect.gen(function*() {
      const stored = yield* needs.owned(evidenceId)
      const hash = createHash("sha256")
      yield* Effect.flatMap(needs.files.get(stored.storageKey), Stream.runForEach((chunk) => Effect.sync(() => void hash.update(chunk))))
      return hash.digest("hex") === stored.file.sha256
    }).pipe(Effect.catchAll(() => Effect.succeed(false))),
    verifyAll,
    verify: (citation) => Effect.map(verifyAll([citation]), ([holds]) => holds === true)
  }
}
