import type { PassageRow } from "./repository.js"

/** What a row takes besides its text, about. */
const OVERHEAD = 600

const sizeOf = ({ heading_path, tags, text, title, version }: PassageRow): number => 2 * (heading_path.length + tags.length + text.length + title.length + version.length) + OVERHEAD

/**
 * Passages that were shown before, up to `limit` bytes; those longest unused go
 * first. One answers for one version of its document only, as term vectors do:
 * whoever asks has just read the version from the database.
 */
export const makePassageCache = (limit: number) => {
  const passages = new Map<string, PassageRow>()
  let bytes = 0

  const drop = (row: PassageRow): void => {
    passages.delete(row.chunk_id)
    bytes -= sizeOf(row)
  }

  return {
    /** The passage as it is in this version of its document; it counts as used now. */
    get: (chunkId: string, version: string): PassageRow | undefined => {
      const row = passages.get(chunkId)
      if (row === undefined) return undefined
      if (row.version !== version) {
        drop(row)
        return undefined
      }
      passages.delete(chunkId)
      passages.set(chunkId, row)
      return row
    },
    put: (row: PassageRow): void => {
      const held = passages.get(row.chunk_id)
      if (held !== undefined) drop(held)
      passages.set(row.chunk_id, row)
      bytes += sizeOf(row)
      for (const oldest of passages.values()) {
        if (bytes <= limit) break
        drop(oldest)
      }
    },
    /** Bytes that are held. */
    size: (): number => bytes
  }
}
