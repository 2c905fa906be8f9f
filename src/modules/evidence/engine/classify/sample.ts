/** The start of a decoded text, prepared once for all rules. */
export interface Sample {
  /** at most 64 KiB */
  readonly text: string
  /** lines that are not blank, at most 300, each cut at 2,000 characters; the last, possibly cut one is left out */
  readonly lines: ReadonlyArray<string>
  /** true where the sample is the whole file */
  readonly complete: boolean
  /** lower-case extension without the dot; "" where there is none */
  readonly extension: string
  /** lower-case file name without folders */
  readonly name: string
}

const MAX_TEXT = 64 * 1024

/** `name` may hold folders; compression extensions (.gz …) are looked through. */
export const makeSample = (text: string, name: string, complete: boolean): Sample => {
  const cut = text.slice(0, MAX_TEXT)
  const whole = complete && cut.length === text.length
  const raw = cut.split("\n")
  if (!whole && raw.length > 1) raw.pop()
  const lines: Array<string> = []
  for (const line of raw) {
    if (line.trim() === "") continue
    lines.push(line.slice(0, 2_000).replace(/\r$/, ""))
    if (lines.length === 300) break
  }
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1).toLowerCase().replace(/\.(gz|gzip|bz2|xz|zst)$/, "")
  // rotated logs: app.log.3, app.log-20260101
  const plain = base.replace(/([.-]\d{1,14})+$/, "")
  const dot = plain.lastIndexOf(".")
  return { text: cut, lines, complete: whole, extension: dot > -1 ? plain.slice(dot + 1) : "", name: plain }
}

/** Share of lines a pattern matches, 0–1. */
export const share = (lines: ReadonlyArray<string>, pattern: RegExp): number => {
  if (lines.length === 0) return 0
  let hits = 0
  for (const line of lines) if (pattern.test(line)) hits++
  return hits / lines.length
}
