import type { PassageRow } from "./repository.js"
import { makeVersionedCache } from "./versionedCache.js"

/** What a row takes besides its text, about. */
const OVERHEAD = 600

const sizeOf = ({ heading_path, tags, text, title, version }: PassageRow): number => 2 * (heading_path.length + tags.length + text.length + title.length + version.length) + OVERHEAD

/** Passages that were shown before, up to `limit` bytes. */
export const makePassageCache = (limit: number) => {
  const passages = makeVersionedCache<PassageRow>(limit)
  return {
    /** The passage as it is in this version of its document; it counts as used now. */
    get: passages.get,
    put: (row: PassageRow): void => passages.put(row.chunk_id, row.version, row, sizeOf(row)),
    /** Bytes that are held. */
    size: passages.size
  }
}
