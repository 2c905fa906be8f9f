/** Longest text whose room is kept for the next one, in code units. */
const KEPT = 2 * 1024 * 1024

/**
 * Reads the UTF-16 code units of texts: many looks at a string, above all at one
 * that was cut from another, cost more than one copy. What a reader gave holds
 * until its next call, and there is more room than the text has units.
 */
export const codeUnits = (): ((text: string) => Uint16Array) => {
  let room = new Uint16Array(16_384)
  return (text) => {
    let units = room
    if (units.length < text.length) {
      units = new Uint16Array(Math.max(text.length, room.length * 2))
      if (units.length <= KEPT) room = units
    }
    Buffer.from(units.buffer).write(text, "utf16le")
    return units
  }
}
