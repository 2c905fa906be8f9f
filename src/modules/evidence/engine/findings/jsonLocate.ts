import type { ByteRange } from "../finding.js"

export type JsonPath = ReadonlyArray<string | number>

interface Node {
  want: Array<number>
  readonly children: Map<string | number, Node>
}

const node = (): Node => ({ want: [], children: new Map() })

const QUOTE = 34
const BACKSLASH = 92

/**
 * Byte ranges of values in a JSON text, found in one pass: index i answers
 * `paths[i]`, null where the path does not exist. A range covers the member's
 * key too, where the value belongs to one, so that the quote reads `"key": value`.
 * The text must be valid JSON; nesting is bounded by the call stack's 2,000 levels.
 */
export const locateJson = (bytes: Uint8Array, paths: ReadonlyArray<JsonPath>): ReadonlyArray<ByteRange | null> => {
  const root = node()
  paths.forEach((path, i) => {
    let at = root
    for (const step of path) {
      let next = at.children.get(step)
      if (next === undefined) at.children.set(step, next = node())
      at = next
    }
    at.want.push(i)
  })
  const found: Array<ByteRange | null> = paths.map(() => null)
  let at = 0

  const space = () => {
    while (at < bytes.length && (bytes[at] === 32 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9)) at++
  }
  const skipString = () => {
    at++
    while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
    at++
  }
  /** Skips a value nobody wants, without recursion. */
  const skip = () => {
    let depth = 0
    do {
      space()
      const byte = bytes[at]
      if (byte === QUOTE) skipString()
      else if (byte === 123 || byte === 91) {
        depth++
        at++
      } else if (byte === 125 || byte === 93) {
        depth--
        at++
      } else if (byte === 44 || byte === 58) at++
      else while (at < bytes.length && !(bytes[at] === 44 || bytes[at] === 125 || bytes[at] === 93 || bytes[at]! <= 32)) at++
    } while (depth > 0 && at < bytes.length)
  }
  const walk = (wanted: Node, keyStart: number | null): void => {
    space()
    const start = keyStart ?? at
    const byte = bytes[at]
    if (wanted.children.size === 0 || (byte !== 123 && byte !== 91)) skip()
    else {
      const isObject = byte === 123
      at++
      for (let index = 0;; index++) {
        space()
        if (at >= bytes.length || bytes[at] === 125 || bytes[at] === 93) {
          at++
          break
        }
        let step: string | number = index
        let memberStart: number | null = null
        if (isObject) {
          memberStart = at
          skipString()
          step = key(bytes.subarray(memberStart, at))
          space()
          at++ // colon
        }
        const child = wanted.children.get(step)
        if (child === undefined) skip()
        else walk(child, memberStart)
        space()
        if (bytes[at] === 44) at++
      }
    }
    for (const i of wanted.want) found[i] = { start, end: Math.min(at, bytes.length) }
  }
  walk(root, null)
  return found
}

const key = (literal: Uint8Array): string => {
  const text = Buffer.from(literal.buffer, literal.byteOffset, literal.length).toString("utf8")
  return text.includes("\\") ? JSON.parse(text) as string : text.slice(1, -1)
}
