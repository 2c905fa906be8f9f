import { createHash } from "node:crypto"
import type { Analysis, Artifact, TemplateSummary } from "./analysis.js"
import type { DataType } from "./finding.js"
import { defaultLimits, type Limits, Problem } from "./input/limits.js"
import { type Bytes, readFileBytes, Scratch, sizeOf } from "./input/source.js"
import { isFatal, type Leaf, startWalk, walkApart } from "./input/walk.js"
import type { OnLine, OnTemplates } from "./logs/index.js"
import { analyzeLeaf, failedPart, type Part } from "./part.js"
import { mergeEvents } from "./timeline.js"

export interface AnalyzeInput {
  /** a local file; or `stream`, read once and never held whole */
  readonly path?: string
  readonly stream?: Bytes
  /** file name as the user knows it; may hold folders */
  readonly name: string
  readonly sourceUrl?: string | null
  /** the user's word on what it is; wins over everything */
  readonly declaredType?: DataType | null
  readonly limits?: Partial<Limits>
  /** bytes read so far, and of how many (null for streams) */
  readonly onProgress?: (done: number, total: number | null) => void
  readonly signal?: AbortSignal
  /** every line of a text and its template; the text is then read as a log */
  readonly onLine?: OnLine
  /** with `onLine`, once for each text: what its template ids mean */
  readonly onTemplates?: OnTemplates
  /** a folder that does not exist yet, for temporary files; removed at the end. One of its own where left out */
  readonly scratchFolder?: string
}

const MAX_TEMPLATES = 2_000

/** Hashes the stored bytes while they are read, and reports how far it is. */
class Original {
  private readonly hash = createHash("sha256")
  bytes = 0
  ended = false

  constructor(private readonly source: Bytes, private readonly total: number | null, private readonly input: AnalyzeInput) {}

  async *read(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.source) {
      if (this.input.signal?.aborted === true) throw new Problem("aborted", "the analysis was stopped")
      this.hash.update(chunk)
      this.bytes += chunk.length
      this.input.onProgress?.(this.bytes, this.total)
      yield chunk
    }
    this.ended = true
  }

  digest(): string {
    return this.hash.digest("hex")
  }
}

/** SHA-256 (lower-case hex) and length of a file, streamed. */
export const hashFile = async (path: string): Promise<{ readonly sha256: string; readonly bytes: number }> => {
  const hash = createHash("sha256")
  let bytes = 0
  for await (const chunk of readFileBytes(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest("hex"), bytes }
}

const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  const code = (error as NodeJS.ErrnoException)?.code
  if (code === "EACCES" || code === "EPERM") return new Problem("unreadable", "permission denied")
  return new Problem("unreadable", `it cannot be read (${code ?? (error instanceof Error ? error.message : String(error))})`)
}

/**
 * Analyses one file, whatever it is: unpacks, decodes, classifies, extracts.
 * Streams: memory stays bounded by the limits, not by the file. Never rejects;
 * a file that cannot be analysed answers `status: "failed"` with a code and a
 * reason.
 */
export const analyzeFile = async (input: AnalyzeInput): Promise<Analysis> => {
  const limits = { ...defaultLimits, ...input.limits }
  const scratch = new Scratch(input.scratchFolder)
  const parts: Array<Part> = []
  let original: Original | null = null
  let fatal: Problem | null = null
  let container: string | null = null
  try {
    const size = input.path === undefined ? null : await sizeOf(input.path)
    const source = input.stream ?? (input.path === undefined ? null : readFileBytes(input.path))
    if (source === null) throw new Problem("unreadable", "neither a path nor a stream was given")
    original = new Original(source, size, input)
    const state = startWalk(limits, scratch)
    const options = { sourceUrl: input.sourceUrl ?? null, declaredType: input.declaredType ?? null, onLine: input.onLine ?? null, onTemplates: input.onTemplates ?? null }
    for await (const found of walkApart(state, { name: input.name, bytes: original.read(), path: input.path ?? null, size, artifact: null })) {
      if (input.signal?.aborted === true) throw new Problem("aborted", "the analysis was stopped")
      parts.push(found.problem === null ? await analyzeLeaf(found as Leaf, state, found.artifact === null ? options : { ...options, sourceUrl: null }) : failedPart(found.artifact, found.problem))
      if (found.artifact !== null) container = "archive"
    }
  } catch (error) {
    fatal = asProblem(error)
  } finally {
    await scratch.close()
  }
  const stored = original?.ended === true
    ? { sha256: original.digest(), bytes: original.bytes }
    : input.path !== undefined && fatal?.code !== "aborted" && fatal?.code !== "unreadable"
    ? await hashFile(input.path).catch(() => ({ sha256: "", bytes: 0 }))
    : { sha256: "", bytes: original?.bytes ?? 0 }
  if (fatal !== null) return compose([failedPart(null, fatal, { dataType: isFatal(fatal) && container !== null ? "archive" : "unanalysable" })], stored, limits)
  return compose(parts, stored, limits)
}

const artifactOf = (part: Part): ReadonlyArray<Artifact> => {
  if (part.artifact === null) return []
  const { bytes, code, confidence, dataType, encoding, lines, rates, reason, sha256, status } = part
  return [{ path: part.artifact, sha256, bytes, dataType, confidence, encoding, lines, rates, status, code, reason }]
}

const named = <A extends object>(part: Part, items: ReadonlyArray<A>): ReadonlyArray<A & { readonly artifact?: string }> => {
  const { artifact } = part
  return artifact === null ? items : items.map((item) => ({ ...item, artifact }))
}

const span = (values: ReadonlyArray<number | null>, pick: (...values: ReadonlyArray<number>) => number): number | null => {
  const known = values.filter((value): value is number => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => pick(a, b))
}

const compose = (parts: ReadonlyArray<Part>, stored: { readonly sha256: string; readonly bytes: number }, limits: Limits): Analysis => {
  const good = parts.filter((part) => part.status !== "failed")
  const bad = parts.filter((part) => part.status !== "ok")
  const lead = good[0] ?? parts[0] ?? failedPart(null, new Problem("empty", "the archive is empty"))
  const one = parts.length <= 1
  const types = new Set(good.map((part) => part.dataType))
  const levels: Record<string, number> = {}
  for (const part of good) for (const [level, count] of Object.entries(part.levels)) levels[level] = (levels[level] ?? 0) + count
  let nextId = 1
  const templates = one ? named(lead, lead.templates) : good.flatMap((part) => named(part, part.templates).map((template): TemplateSummary => ({ ...template, id: 0 })))
    .sort((a, b) => b.count - a.count).slice(0, MAX_TEMPLATES).map((template) => ({ ...template, id: nextId++ }))
  const rank = { critical: 0, error: 1, warning: 2, info: 3 }
  const findings = one ? named(lead, lead.findings) : good.flatMap((part) => named(part, part.findings)).sort((a, b) => rank[a.severity] - rank[b.severity] || b.confidence - a.confidence).slice(0, limits.maxFindings)
  const summary = one ? lead.summary : [
    `${parts.length} files inside, ${good.length} analysed.`,
    ...bad.map((part) => `${part.artifact ?? "the archive"}: ${part.status === "failed" ? "not analysed" : "in part"} (${part.reason ?? ""})`),
    ...good.map((part) => `\n== ${part.artifact ?? ""} (${part.dataType}, ${part.lines} lines)\n${part.summary.slice(0, Math.max(300, Math.floor(6_000 / good.length)))}`)
  ].join("\n")
  return {
    dataType: one || types.size === 1 && good.length === 1 ? lead.dataType : "archive",
    confidence: one ? lead.confidence : 0.98,
    needsUserChoice: one && lead.needsUserChoice,
    suggestedTypes: one ? lead.suggestedTypes : [],
    mime: lead.mime,
    encoding: lead.encoding,
    status: good.length === 0 ? "failed" : bad.length > 0 ? "partial" : "ok",
    code: bad[0]?.code ?? (parts.length === 0 ? lead.code : null),
    reason: bad.length === 0 ? (parts.length === 0 ? lead.reason : null) : one ? bad[0]!.reason : `${bad.length} of ${parts.length} files: ${bad[0]!.artifact ?? "the archive"}: ${bad[0]!.reason ?? ""}`,
    lines: parts.reduce((sum, part) => sum + part.lines, 0),
    bytes: stored.bytes,
    sha256: stored.sha256,
    levels,
    rates: one ? lead.rates : null,
    from: span(good.map((part) => part.from), Math.min),
    to: span(good.map((part) => part.to), Math.max),
    findings,
    timeline: mergeEvents(good.map((part) => named(part, part.timeline))),
    templates,
    summary: summary.slice(0, limits.maxSummary),
    artifacts: parts.flatMap(artifactOf)
  }
}
