import { describe, expect, it } from "vitest"
import { Redactor, scan, StreamRedactor } from "../../../../src/modules/evidence/engine/redact/index.js"
import { KEPT, KINDS } from "../../../bench/redaction/secrets.js"

const seeded = (seed: number) => {
  let state = seed
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

describe("redaction", () => {
  it.each(KINDS)("%s: hidden, and given back exactly", (_, make) => {
    const random = seeded(42)
    for (let i = 0; i < 5; i++) {
      const { secret, text } = make(random)
      const line = `2026-05-01T10:00:00Z INFO worker started ${text} done`
      const redactor = new Redactor()
      const { text: hidden } = redactor.redact(line)
      expect(hidden, line).not.toContain(secret)
      expect(hidden).toContain("worker started")
      expect(redactor.restore(hidden)).toBe(line)
    }
  })

  it.each(KEPT)("%s stays readable", (_, make) => {
    const random = seeded(7)
    for (let i = 0; i < 20; i++) {
      const text = `2026-05-01T10:00:00Z INFO worker ${make(random)}`
      expect(scan(text), text).toEqual([])
    }
  })

  it("one value has one pseudonym in all texts of a case, typed and counted", () => {
    const first = new Redactor()
    const a = first.redact("mail to ann.lee@example.com and bob.ray@example.com")
    expect(a.text).toBe("mail to <EMAIL_1> and <EMAIL_2>")
    expect(a.counts.EMAIL).toBe(2)
    const second = new Redactor(first.state())
    expect(second.redact("again ann.lee@example.com").text).toBe("again <EMAIL_1>")
    expect(second.restore("<EMAIL_2> was told, <EMAIL_9> was not")).toBe("bob.ray@example.com was told, <EMAIL_9> was not")
  })

  it("text that only looks like a pseudonym comes back as it was", () => {
    const redactor = new Redactor()
    const text = "the template <EMAIL_1> and ann.lee@example.com"
    const hidden = redactor.redact(text).text
    expect(redactor.restore(hidden)).toBe(text)
    expect(hidden).not.toContain("ann.lee")
  })

  it("a secret that lies across two chunks of a stream is hidden too", () => {
    const [, make] = KINDS.find(([kind]) => kind === "GitHub token")!
    const { secret } = make(seeded(3))
    const text = `${"x ".repeat(3_000)}${secret}${" y".repeat(3_000)}`
    for (const at of [5_999, 6_003, 6_020, 6_039]) {
      const stream = new StreamRedactor(new Redactor())
      expect(stream.push(text.slice(0, at)) + stream.push(text.slice(at)) + stream.end()).not.toContain(secret)
    }
  })
})
