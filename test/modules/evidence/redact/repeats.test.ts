import { describe, expect, it } from "vitest"
import { Redactor, scan } from "../../../../src/modules/evidence/engine/redact/index.js"

const times = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length))
const hidden = (text: string): string => new Redactor().redact(text).text

describe("a line that repeats the same characters", () => {
  it("secrets before, between and behind repeats are hidden where they stand", () => {
    const text = `password=Hunter2-abc ${times("abc ", 300_000)}password=Hunter2-def ${times("=-", 200_000)} password=Hunter2-ghi\n`
    expect(scan(text).map(({ end, start }) => text.slice(start, end))).toEqual(["Hunter2-abc", "Hunter2-def", "Hunter2-ghi"])
  })

  it("names without values stay", () => {
    const text = times("akia ", 400_000)
    expect(hidden(text)).toBe(text)
  })

  it("each of few secrets is hidden alone", () => {
    const unit = `${times("plain words without any meaning, ", 700)}password=Hunter2-xyz; `
    const text = times(unit, 500_000)
    const redactor = new Redactor()
    const { spans, text: seen } = redactor.redact(text)
    expect(spans).toHaveLength(text.split("Hunter2").length - 1)
    expect(seen.replaceAll(/<SECRET_PASSWORD_1>/g, "Hunter2-xyz")).toBe(text)
    expect(redactor.restore(seen)).toBe(text)
  })

  it.each(["password=Hunter2-xyz ", "a@b.co,", "ghp_16C7e42F292c6912E7710c838347Ae178B4a "])("%s: none is seen", (unit) => {
    const text = `first ${times(unit, 900_000)}\nlast line\n`
    const redactor = new Redactor()
    const { text: seen } = redactor.redact(text)
    expect(seen).not.toContain(unit.slice(-12, -1))
    expect(seen).toMatch(/^first .*\nlast line\n$/)
    expect(redactor.restore(seen)).toBe(text)
  })

  it("a passage that begins before and ends behind is one", () => {
    const key = `-----BEGIN PRIVATE KEY-----${times("MIIEvQIBADANBgkq", 200_000)}-----END PRIVATE KEY-----`
    expect(hidden(`a ${key} b`)).toBe("a <SECRET_PRIVATE_KEY_1> b")
  })

  it("lines are read, however alike", () => {
    const text = times("mail from ann@example.com is late\n", 300_000)
    expect(hidden(text)).toBe(text.replaceAll("ann@example.com", "<EMAIL_1>"))
  })
})
