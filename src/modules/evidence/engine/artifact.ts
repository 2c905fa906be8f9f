import { createHash } from "node:crypto"
import { documentText, htmlText } from "./extract/document.js"
import { detectEncoding } from "./input/encoding.js"
import { defaultLimits, type Limits, Problem } from "./input/limits.js"
import { type Bytes, readAll, readFileBytes, Scratch, sizeOf } from "./input/source.js"
import { makeTranscoder } from "./input/transcode.js"
import { isFatal, type Leaf, startWalk, TEXT, walkApart } from "./input/walk.js"

/** A stored file on disk; `name` as at its upload, because a gzip's member is named after it. */
export interface ArtifactSource {
  readonly path: string
  readonly name: string
  readonly limits?: Partial<Limits>
  /** a folder that does not exist yet, for temporary files; one of its own where left out */
  readonly scratchFolder?: string
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The text of a document, as the analysis read it; null where it is none. */
const textOf = async (leaf: Leaf, bytes: Uint8Array, limits: Limits): Promise<string | null> => {
  if (leaf.magic?.family === "document") return (await documentText(leaf.magic.format, bytes, limits)).text
  const encoding = detectEncoding(leaf.head)
  if (encoding === null) return null
  const transcoder = makeTranscoder(encoding)
  return (await htmlText(Buffer.concat([transcoder.push(bytes), transcoder.end()]).toString("utf8"))).text
}

/**
 * Makes texts inside a stored file again, as findings with `artifact` cite
 * them: a member of an archive as its bytes (`name#2` is the second of that name), `…#text` as the text of the
 * document. One pass, under the same limits as the analysis; `use` gets each
 * wanted one as it comes by and reads it to its end. A damaged document is
 * passed over; what ends a whole archive (a bomb) is thrown.
 */
const withArtifacts = async (file: ArtifactSource, wanted: Iterable<string>, use: (artifact: string, bytes: Bytes) => Promise<void>): Promise<void> => {
  const limits = { ...defaultLimits, ...file.limits }
  const left = new Set(wanted)
  const scratch = new Scratch(file.scratchFolder)
  try {
    const source = { name: file.name, bytes: readFileBytes(file.path), path: file.path, size: await sizeOf(file.path), artifact: null }
    for await (const found of walkApart(startWalk(limits, scratch), source)) {
      if (left.size === 0) return
      if (found.problem !== null) continue
      const member = found.artifact ?? ""
      const text = `${member}${TEXT}`
      const asText = left.delete(text)
      const asBytes = left.delete(member)
      if (!asText) {
        if (asBytes) await use(member, found.bytes)
        continue
      }
      try {
        const bytes = await readAll(found.bytes, limits.maxDocumentBytes)
        if (asBytes) await use(member, once(bytes))
        const inside = await textOf(found, bytes, limits)
        if (inside !== null) await use(text, once(Buffer.from(inside)))
      } catch (error) {
        if (!(error instanceof Problem) || isFatal(error)) throw error
      }
    }
  } finally {
    await scratch.close()
  }
}

/** One artefact; null where the file holds none of that name. */
export const withArtifact = async <A>(file: ArtifactSource, artifact: string, use: (bytes: Bytes) => Promise<A>): Promise<A | null> => {
  let result: A | null = null
  await withArtifacts(file, [artifact], async (_, bytes) => {
    result = await use(bytes)
  })
  return result
}

/** A passage of an artefact, and the hash it should have. */
export interface ArtifactCheck {
  readonly artifact: string
  readonly start: number
  readonly end: number
  /** lower-case hex */
  readonly sha256: string
}

/** Which passages still are what they were: in the order of `checks`, all of them in one pass over the file. */
export const checkArtifacts = async (file: ArtifactSource, checks: ReadonlyArray<ArtifactCheck>): Promise<ReadonlyArray<boolean>> => {
  const runs = checks.map((check) => ({ check, hash: createHash("sha256"), bytes: 0 }))
  await withArtifacts(file, checks.map((check) => check.artifact), async (artifact, bytes) => {
    const mine = runs.filter(({ check }) => check.artifact === artifact)
    let at = 0
    try {
      for await (const chunk of bytes) {
        for (const run of mine) {
          const from = Math.max(0, run.check.start - at)
          const to = Math.min(chunk.length, run.check.end - at)
          if (from >= to) continue
          run.hash.update(chunk.subarray(from, to))
          run.bytes += to - from
        }
        at += chunk.length
      }
    } catch (error) {
      // a damaged tail does not touch what was cited before it
      if (!(error instanceof Problem) || isFatal(error)) throw error
    }
  })
  return runs.map(({ bytes, check, hash }) => check.start >= 0 && check.end > check.start && bytes === check.end - check.start && hash.digest("hex") === check.sha256)
}

/** Bytes `start` … `end` of an artefact; shorter where it ends before, empty where there is none. */
export const readArtifactRange = async (file: ArtifactSource, artifact: string, start: number, end: number): Promise<Uint8Array> => {
  const found = await withArtifact(file, artifact, async (bytes) => {
    const kept: Array<Uint8Array> = []
    let at = 0
    try {
      for await (const chunk of bytes) {
        const from = Math.max(0, start - at)
        const to = Math.min(chunk.length, end - at)
        if (from < to) kept.push(chunk.slice(from, to))
        at += chunk.length
        if (at >= end) break
      }
    } catch {
      // a damaged tail does not touch what was cited before it
    }
    return Buffer.concat(kept)
  })
  return found ?? new Uint8Array(0)
}
