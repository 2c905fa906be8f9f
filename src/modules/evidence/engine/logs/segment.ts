/** A run of letters, digits, `.` `-` `+` `/` `\` `~` inside a message, with how many of each it holds. */
export interface Segment {
  /** codes of the message; it goes on up to `end`, and what stands before `begin` is no part of it */
  readonly codes: Uint8Array
  readonly begin: number
  readonly end: number
  /** where the segment is */
  readonly from: number
  readonly to: number
  readonly letters: number
  readonly digits: number
  readonly dots: number
  readonly dashes: number
  readonly strokes: number
  /** The characters of a part of the message. */
  slice(from: number, to: number): string
}

export const before = (s: Segment, from: number): number => (from === s.begin ? 0 : s.codes[from - 1]!)
