import { describe, expect, it } from "vitest"
import { Line } from "../../../../src/modules/evidence/engine/logs/line.js"
import { TimeReader } from "../../../../src/modules/evidence/engine/logs/time.js"

const read = (times: TimeReader, text: string) => {
  const end = times.at(Line.of(text), 0)
  return end === -1 ? null : { at: times.value, end }
}

/** Neighbours in one file: what is remembered of a line must not change how the next one is read. */
const FILES: Readonly<Record<string, ReadonlyArray<string>>> = {
  "a dash behind the time is no zone, an offset is": ["2026-03-14 09:05:01,949 - WARN x", "2026-03-14 09:05:02,000 - INFO x", "2026-03-14 09:05:02,000 +0200 INFO x", "2026-03-14 09:05:03,000 INFO x", "2026-03-14 09:05:03,000 CET x", "2026-03-15 09:05:03,000 x"],
  "clocks without signs": ["260314 090501 7 INFO x", "260314 235959 7 INFO x", "260314 996060 7 INFO x", "260315 000000 7 INFO x", "260315 000001"],
  "seconds and milliseconds since 1970": ["1773479101 x", "1773479102 x", "1773479103123 x", "1773479104.5 x", "17734791045 x", "1773479105"],
  "no year": ["Jan 14 09:05:01 host x", "Jan 14 09:05:02 host x", "Jan  5 09:05:02 host x", "Jax 14 09:05:02 host x"]
}

describe("timestamps of one file", () => {
  for (const [name, lines] of Object.entries(FILES)) {
    it(`${name}: each is read as it would be alone`, () => {
      const times = new TimeReader()
      expect(lines.map((line) => read(times, line))).toEqual(lines.map((line) => read(new TimeReader(), line)))
    })
  }

  it("reads an offset and a zone behind a space", () => {
    const times = new TimeReader()
    read(times, "2026-03-14 09:05:01,000 x")
    expect(read(times, "2026-03-14 09:05:01,000 +0200 x")).toEqual({ at: Date.UTC(2026, 2, 14, 7, 5, 1), end: 29 })
    expect(read(times, "2026-03-14 09:05:01,000 - x")).toEqual({ at: Date.UTC(2026, 2, 14, 9, 5, 1), end: 23 })
  })
})
