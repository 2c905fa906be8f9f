import { createHash } from "node:crypto"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { Transform, Writable } from "node:stream"
import { extract } from "tar-stream"
import { type Manifest, MANIFEST_FORMAT } from "../modules/backup/index.js"

/** As our own archives name them; anything else could lie outside the folder. */
const NAME = /^(faultmaven\.db|manifest\.json|files\/[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)$/

/**
 * Reads an archive of `faultmaven backup` through, into `folder` unless that is
 * null, and proves it by its manifest: every entry is there, whole, and nothing
 * else. Throws what is wrong.
 */
export const readArchive = async (file: string, folder: string | null): Promise<Manifest> => {
  const found = new Map<string, { readonly bytes: number; readonly sha256: string }>()
  let manifest: Manifest | null = null
  const archive = extract()
  const reading = pipeline(createReadStream(file), archive)
  // a failure is reported by the loop below, which sees it too
  reading.catch(() => {})
  for await (const entry of archive) {
    const { name, type } = entry.header
    if (type !== "file" || !NAME.test(name)) throw new Error(`the archive holds ${name}, which is none of ours`)
    const hash = createHash("sha256")
    let bytes = 0
    const parts: Array<Buffer> = []
    const seen = new Transform({
      transform: (chunk: Buffer, _, next) => {
        hash.update(chunk)
        bytes += chunk.length
        if (name === "manifest.json") parts.push(chunk)
        next(null, chunk)
      }
    })
    const path = folder === null || name === "manifest.json" ? null : join(folder, name)
    if (path !== null) await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await pipeline(entry, seen, path === null ? new Writable({ write: (_chunk, _encoding, next) => next() }) : createWriteStream(path, { mode: 0o600, flags: "wx" }))
    if (name === "manifest.json") manifest = JSON.parse(Buffer.concat(parts).toString()) as Manifest
    else found.set(name, { bytes, sha256: hash.digest("hex") })
  }
  await reading
  if (manifest === null) throw new Error("the archive is cut off: its manifest is missing")
  if (manifest.format !== MANIFEST_FORMAT) throw new Error(`the archive has format ${manifest.format}, this version reads ${MANIFEST_FORMAT}`)
  for (const { bytes, name, sha256 } of manifest.entries) {
    const one = found.get(name)
    if (one === undefined || one.bytes !== bytes || one.sha256 !== sha256) throw new Error(`the archive is damaged: ${name} ${one === undefined ? "is missing" : "differs from its hash"}`)
  }
  if (found.size !== manifest.entries.length) throw new Error("the archive holds more than its manifest names")
  return manifest
}
