/** Words for a confidence of 0–1, the framework's four. */
export const confidenceWord = (confidence: number): "verified" | "confident" | "probable" | "speculation" =>
  confidence >= 0.9 ? "verified" : confidence >= 0.7 ? "confident" : confidence >= 0.5 ? "probable" : "speculation"

export const percent = (confidence: number): string => `${Math.round(Math.min(1, Math.max(0, confidence)) * 100)} %`

/** `[E1][K2]` */
export const cite = (markers: ReadonlyArray<string>): string => [...new Set(markers)].map((marker) => `[${marker}]`).join("")

/** Text of a file may look like a source marker, as HTML or as emphasis; none of it must act as such in an answer. */
const inert = (text: string): string => text
  .replace(/<\*>/g, "…")
  .replace(/\[([A-Z]\d{1,3})\]/g, "($1)")
  .replace(/`/g, "'")
  .replace(/<(?=[a-z/!?])/gi, "\\<")
  .replace(/\*/g, "\\*")
  .replace(/(^|\s)_(?=\S)/g, "$1\\_")

export const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim()

const shorten = (text: string, limit: number): string => (text.length <= limit ? text : `${text.slice(0, limit - 1).trimEnd()}…`)

/**
 * Foreign text as part of one sentence: on one line, harmless as Markdown,
 * without inner or final full stops, so that the marker after it covers all.
 */
export const phrase = (text: string, limit = 240): string =>
  inert(shorten(oneLine(text).replace(/\.{3,}/g, "…"), limit)).replace(/([.!?])(["')]*)\s+(?=\S)/g, "$2; ").replace(/[\s.!?:;,]+$/, "")

/** A name or command as a code span; its text stays byte for byte what it was, apart from backticks. */
export const code = (text: string): string => `\`${oneLine(text).replace(/`/g, "'")}\``

export const bullet = (text: string): string => `- ${text}`

/** Words of four and more characters that carry a meaning, lower case. */
export const keywords = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? [])
