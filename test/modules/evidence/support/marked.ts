import { describe, expect, it } from "vitest"
import { scan } from "../../../../src/modules/evidence/engine/redact/index.js"

/** A text whose secrets stand in ⟦⟧: those that are not covered by what is hidden. */
export const shown = (marked: string): ReadonlyArray<string> => {
  const spans = scan(marked.replace(/[⟦⟧]/g, ""))
  let removed = 0
  return [...marked.matchAll(/⟦([^⟧]*)⟧/g)].filter((part) => {
    const at = part.index - removed
    removed += 2
    const value = part[1] ?? ""
    return spans.reduce((upTo, span) => (span.start <= upTo && span.end > upTo ? span.end : upTo), at) < at + value.length
  }).map((part) => part[1] ?? "")
}
/** A test for each row of an area: all that is marked is hidden. */
export const each = (area: string, rows: ReadonlyArray<string>): void => {
  describe(area, () => {
    it.each(rows)("%s", (row) => expect(shown(row)).toEqual([]))
  })
}
