interface Held<V> { readonly version: string; readonly value: V; readonly size: number }

/**
 * What was read of documents before, up to `limit` bytes; what was longest
 * unused goes first. A value answers for one version of its document only: what
 * tells one text of it from its next. Whoever asks has just read the version
 * from the database, so nobody has to tell this process or another one what
 * was replaced.
 */
export const makeVersionedCache = <V>(limit: number) => {
  const all = new Map<string, Held<V>>()
  let bytes = 0

  const drop = (key: string, { size }: Held<V>): void => {
    all.delete(key)
    bytes -= size
  }

  return {
    /** The value in this version; it counts as used now, one of another version is forgotten. */
    get: (key: string, version: string): V | undefined => {
      const held = all.get(key)
      if (held === undefined) return undefined
      if (held.version !== version) {
        drop(key, held)
        return undefined
      }
      all.delete(key)
      all.set(key, held)
      return held.value
    },
    /** Keeps a value of `size` bytes in place of what was kept there. */
    put: (key: string, version: string, value: V, size: number): void => {
      const before = all.get(key)
      if (before !== undefined) drop(key, before)
      all.set(key, { version, value, size })
      bytes += size
      for (const [oldest, held] of all) {
        if (bytes <= limit) break
        drop(oldest, held)
      }
    },
    /** Bytes that are held. */
    size: (): number => bytes
  }
}
