import { createHash } from "node:crypto"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { gzipSync } from "node:zlib"
import tar from "tar-stream"
import yazl from "yazl"
import { type Analysis, analyzeFile, type AnalyzeInput, readArtifactRange, verifyFinding } from "../../../../src/modules/evidence/engine/index.js"

export const withFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), "faultmaven-test-"))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** Analyses bytes as a stored file of that name, and checks every finding against them. */
export const analyzeBytes = (bytes: Uint8Array | string, name: string, options: Partial<AnalyzeInput> = {}): Promise<Analysis> => withFolder(async (folder) => {
  const path = join(folder, "object")
  await writeFile(path, bytes)
  const analysis = await analyzeFile({ path, name, ...options })
  for (const finding of analysis.findings) {
    const verified = await verifyFinding(
      async (start, end) => (finding.artifact === undefined ? (await readFile(path)).subarray(start, end) : readArtifactRange({ path, name, ...(options.limits === undefined ? {} : { limits: options.limits }) }, finding.artifact, start, end)),
      finding,
      undefined,
      finding.artifact === undefined && analysis.encoding !== "" ? analysis.encoding : undefined
    )
    if (!verified) throw new Error(`finding does not verify: ${JSON.stringify(finding)}`)
  }
  return analysis
})

export interface ZipEntry {
  readonly name: string
  readonly content: Uint8Array | string
  readonly mode?: number
}

const collect = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const zip = (entries: ReadonlyArray<ZipEntry>): Promise<Buffer> => {
  const file = new yazl.ZipFile()
  for (const { content, mode, name } of entries) file.addBuffer(Buffer.from(content), name, mode === undefined ? {} : { mode })
  file.end()
  return collect(file.outputStream as unknown as AsyncIterable<Uint8Array>)
}

/** The same as those write it who do not go back: sizes stand behind each member. */
export const streamedZip = (entries: ReadonlyArray<ZipEntry>, forceZip64Format = false): Promise<Buffer> => {
  const file = new yazl.ZipFile()
  for (const { content, name } of entries) file.addReadStream(Readable.from([Buffer.from(content)]), name, { forceZip64Format })
  file.end()
  return collect(file.outputStream as unknown as AsyncIterable<Uint8Array>)
}

/** Writes another name of the same length over a member's name: writers refuse unsafe ones. */
export const renamed = (archive: Buffer, from: string, to: string): Buffer => {
  const copy = Buffer.from(archive)
  for (let at = copy.indexOf(from); at !== -1; at = copy.indexOf(from, at + 1)) copy.write(to, at, "latin1")
  return copy
}

export const tarball = (entries: ReadonlyArray<{ readonly name: string; readonly content?: string; readonly link?: string }>): Promise<Buffer> => {
  const pack = tar.pack()
  for (const { content = "", link, name } of entries) pack.entry(link === undefined ? { name } : { name, type: "symlink", linkname: link }, content)
  pack.finalize()
  return collect(pack as unknown as AsyncIterable<Uint8Array>)
}

export const gz = (content: Uint8Array | string): Buffer => gzipSync(content)

export const LOG = Array.from({ length: 40 }, (_, i) => `2026-03-14T09:08:${String(i).padStart(2, "0")}.000Z ${i === 20 ? "ERROR" : "INFO"} [api] ${i === 20 ? "connection to 10.0.0.5:5432 refused" : `request ${i} served in ${i * 3} ms`}`).join("\n") + "\n"
