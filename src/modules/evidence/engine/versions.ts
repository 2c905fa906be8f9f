import type { Analysis, Artifact } from "./analysis.js"
import { type ArtifactSource, withArtifact } from "./artifact.js"
import { diffConfigurations, type EarlierText } from "./extract/configuration/index.js"
import type { Finding } from "./finding.js"
import { TextFile } from "./findings/text.js"
import { canDecode, makeTranscoder } from "./input/transcode.js"
import { detectEncoding, type Encoding } from "./input/encoding.js"
import { defaultLimits, Problem } from "./input/limits.js"
import { placeFindings } from "./input/place.js"
import { readAll, readFileBytes, Scratch } from "./input/source.js"

/** Configuration is written by hand: beyond this a file is data. Bytes. */
const MAX_COMPARED_BYTES = 2 * 1024 * 1024
/** Texts of one file that are compared. */
const MAX_PAIRS = 20
const MAX_SUMMED_UP = 12
const HEAD = 64 * 1024

/** What is known of a file's texts before any is read; `analysis` null: it is not analysed yet. */
export interface FileTexts {
  /** as at its upload; folders do not count */
  readonly name: string
  readonly analysis: { readonly dataType: Analysis["dataType"]; readonly artifacts?: ReadonlyArray<Pick<Artifact, "path" | "dataType" | "status">> } | null
}

/** A text of the newer file and its earlier version; `artifact` null: the stored file itself. */
export interface VersionPair<File> {
  readonly artifact: string | null
  readonly earlier: { readonly file: File; readonly artifact: string | null }
}

const baseName = (name: string): string => name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)

/** By the name that two versions have in common: the file's, or the path inside it. */
const configurationsOf = ({ analysis, name }: FileTexts): ReadonlyMap<string, string | null> => {
  const artifacts = (analysis?.artifacts ?? []).filter((one) => one.dataType === "configuration" && one.status !== "failed")
  return new Map<string, string | null>(analysis === null ? [] : artifacts.length > 0 ? artifacts.map((one) => [one.path, one.path]) : analysis.dataType === "configuration" ? [[baseName(name), null]] : [])
}

/** Names of the configuration texts in a file: what an earlier version of one of them is called, too. */
export const configurationNames = (file: FileTexts): ReadonlyArray<string> => [...configurationsOf(file).keys()].slice(0, MAX_PAIRS)

/**
 * The latest earlier version of every configuration text of a file. Of a file
 * that is still to be analysed the same texts are supposed as of its namesake:
 * the comparison itself finds out.
 *
 * @param earlier latest first
 */
export const pairVersions = <File extends FileTexts>(newer: FileTexts, earlier: ReadonlyArray<File>): ReadonlyArray<VersionPair<File>> => {
  const known = earlier.map((file) => ({ file, texts: configurationsOf(file), namesake: baseName(file.name) === baseName(newer.name) }))
  return [...configurationsOf(newer)].slice(0, MAX_PAIRS).flatMap(([key, artifact]) => {
    const found = known.find(({ file, namesake, texts }) => texts.has(key) || (file.analysis === null && namesake))
    return found === undefined ? [] : [{ artifact, earlier: { file: found.file, artifact: found.file.analysis === null ? artifact : found.texts.get(key) ?? null } }]
  })
}

/** The two texts of a comparison and what the earlier one is called. */
export interface Comparison {
  readonly newer: ArtifactSource
  /** of the newer file; null: the stored file itself */
  readonly artifact: string | null
  readonly older: ArtifactSource
  readonly earlier: EarlierText
}

interface Opened {
  readonly file: TextFile
  readonly bytes: Uint8Array
  readonly encoding: Encoding
}

const open = async (source: ArtifactSource, artifact: string | null): Promise<Opened | null> => {
  const bytes = artifact === null ? await readAll(readFileBytes(source.path), MAX_COMPARED_BYTES) : await withArtifact(source, artifact, (inside) => readAll(inside, MAX_COMPARED_BYTES))
  const encoding = bytes === null ? null : detectEncoding(bytes.subarray(0, HEAD))
  if (bytes === null || encoding === null || !canDecode(encoding)) return null
  const transcoder = makeTranscoder(encoding)
  return { file: new TextFile(Buffer.concat([transcoder.push(bytes), transcoder.end()])), bytes, encoding }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export interface Differences {
  readonly earlier: EarlierText
  readonly total: number
  readonly findings: ReadonlyArray<Finding>
}

/**
 * Differences of the pairs that have any; findings cite the newer file. A text
 * that is too large, damaged or no configuration has none to tell of.
 */
export const compareVersions = async (comparisons: ReadonlyArray<Comparison>): Promise<ReadonlyArray<Differences>> => {
  const found: Array<Differences> = []
  for (const { artifact, earlier, newer, older } of comparisons) {
    const scratch = new Scratch(newer.scratchFolder)
    try {
      const before = await open(older, earlier.artifact)
      const after = await open(newer, artifact)
      if (before === null || after === null) continue
      const { findings, total } = diffConfigurations(before.file, after.file, earlier)
      if (total === 0) continue
      const path = after.encoding.kind === "utf-8" ? null : artifact === null ? newer.path : await scratch.spool(once(after.bytes))
      const placed = await placeFindings(findings, after.encoding, path)
      found.push({ earlier, total, findings: artifact === null ? placed : placed.map((one) => ({ ...one, artifact })) })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    } finally {
      await scratch.close()
    }
  }
  return found
}

const RANK = { critical: 0, error: 1, warning: 2, info: 3 } as const

/** The analysis with what changed since the earlier versions; the gravest findings first, no more than an analysis may have. */
export const withDifferences = <A extends { readonly findings: ReadonlyArray<Finding>; readonly summary: string }>(analysis: A, differences: ReadonlyArray<Differences>): A => {
  if (differences.length === 0) return analysis
  const told = differences.map(({ earlier, findings, total }) => [
    `${total} ${total === 1 ? "setting differs" : "settings differ"} from the earlier ${earlier.name}:`,
    ...findings.slice(0, MAX_SUMMED_UP).map((one) => `- ${one.title}`), ...(total > MAX_SUMMED_UP ? [`… and ${total - MAX_SUMMED_UP} more`] : [])
  ].join("\n"))
  const findings = [...analysis.findings, ...differences.flatMap((one) => one.findings)]
    .map((finding, order) => ({ finding, order })).sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity] || a.order - b.order)
    .slice(0, defaultLimits.maxFindings).map(({ finding }) => finding)
  return { ...analysis, findings, summary: `${told.join("\n")}\n${analysis.summary}`.slice(0, defaultLimits.maxSummary) }
}
