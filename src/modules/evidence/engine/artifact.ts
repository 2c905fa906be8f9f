import { documentText, htmlText } from "./extract/document.js"
import { detectEncoding } from "./input/encoding.js"
import { defaultLimits, type Limits } from "./input/limits.js"
import { type Bytes, readAll, readFileBytes, Scratch, sizeOf } from "./input/source.js"
import { makeTranscoder } from "./input/transcode.js"
import { startWalk, walk } from "./input/walk.js"

const TEXT = "#text"

/**
 * Makes a text inside a stored file again, as findings with `artifact` cite it:
 * a member of an archive as its bytes, `…#text` as the text of the document.
 * `use` gets the stream while the file is open; null where there is no such
 * artefact. The same limits as in the analysis hold.
 */
export const withArtifact = async <A>(
  file: { readonly path: string; readonly name: string; readonly limits?: Partial<Limits> },
  artifact: string,
  use: (bytes: Bytes) => Promise<A>
): Promise<A | null> => {
  const limits = { ...defaultLimits, ...file.limits }
  const isText = artifact.endsWith(TEXT)
  const member = isText ? artifact.slice(0, -TEXT.length) : artifact
  const scratch = new Scratch()
  try {
    const source = { name: file.name, bytes: readFileBytes(file.path), path: file.path, size: await sizeOf(file.path), artifact: null }
    for await (const found of walk(startWalk(limits, scratch), source)) {
      if ((found.artifact ?? "") !== member || found.problem !== null) continue
      if (!isText) return await use(found.bytes)
      const bytes = await readAll(found.bytes, limits.maxDocumentBytes)
      let text: string
      if (found.magic?.family === "document") text = (await documentText(found.magic.format, bytes, limits)).text
      else {
        const encoding = detectEncoding(found.head)
        if (encoding === null) return null
        const transcoder = makeTranscoder(encoding)
        text = (await htmlText(Buffer.concat([transcoder.push(bytes), transcoder.end()]).toString("utf8"))).text
      }
      return await use(async function*() {
        yield Buffer.from(text)
      }())
    }
    return null
  } finally {
    await scratch.close()
  }
}

/** Bytes `start` … `end` of an artefact; shorter where it ends before, empty where there is none. */
export const readArtifactRange = async (file: Parameters<typeof withArtifact>[0], artifact: string, start: number, end: number): Promise<Uint8Array> => {
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
