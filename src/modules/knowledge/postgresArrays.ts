/** Type numbers of PostgreSQL, the same in every installation. */
const TEXT = 25, BYTEA = 17, INT4 = 23, TSVECTOR = 3614
const HEADER = 20

/** Lays out one array of one dimension: where each element starts is told by `sizeOf`, its bytes are written by `write`. */
const arrayOf = <A>(type: number, values: ReadonlyArray<A>, sizeOf: (value: A) => number, write: (to: Buffer, value: A, at: number) => void): Buffer => {
  const sizes = values.map(sizeOf)
  const array = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, HEADER))
  // dimensions, no NULLs, type, length, first index
  const header = values.length === 0 ? [0, 0, type, 0, 0] : [1, 0, type, values.length, 1]
  header.forEach((word, i) => array.writeInt32BE(word, i * 4))
  let at = HEADER
  values.forEach((value, i) => {
    array.writeInt32BE(sizes[i]!, at)
    write(array, value, at + 4)
    at += 4 + sizes[i]!
  })
  return values.length === 0 ? array.subarray(0, 12) : array
}

// PostgreSQL has no NUL in text; shown as the replacement character, as in every other text
const storable = (text: string): string => (text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text)

/**
 * Columns of many rows as one parameter each, in PostgreSQL's binary format:
 * `unnest($1::text[], $2::int4[])` turns them into rows, and the server parses
 * neither quotes nor hexadecimal digits.
 */
export const postgresArrays = {
  texts: (values: ReadonlyArray<string>): Buffer => arrayOf(TEXT, values.map(storable), (text) => Buffer.byteLength(text), (to, text, at) => to.write(text, at)),
  /** whole numbers of 32 bits */
  integers: (values: ReadonlyArray<number>): Buffer => arrayOf(INT4, values, () => 4, (to, value, at) => to.writeInt32BE(value, at)),
  bytes: (values: ReadonlyArray<Uint8Array>): Buffer => arrayOf(BYTEA, values, (bytes) => bytes.length, (to, bytes, at) => to.set(bytes, at)),
  /** distinct words with spaces between, as vectors without positions; PostgreSQL sorts them */
  tsvectors: (values: ReadonlyArray<string>): Buffer => {
    // each word ends with a zero byte and a count of positions, of two bytes
    const packed = values.map((words) => {
      const list = words === "" ? [] : words.split(" ")
      return { count: list.length, text: Buffer.from(list.length === 0 ? "" : `${list.join("\0\0\0")}\0\0\0`) }
    })
    return arrayOf(TSVECTOR, packed, ({ text }) => 4 + text.length, (to, { count, text }, at) => to.set(text, to.writeInt32BE(count, at)))
  }
}
