import fc from "fast-check"
import iconv from "iconv-lite"
import { describe, expect, it } from "vitest"
import { analyzeFile } from "../../../../src/modules/evidence/engine/index.js"
import { detectEncoding } from "../../../../src/modules/evidence/engine/input/encoding.js"
import { analyzeBytes, LOG } from "../support/files.js"

const umlauts = LOG.replaceAll("request", "Anfrage für Zürich – größer").replaceAll("refused", "verweigert – Grüße")

const first = async (bytes: Uint8Array, name = "app.log") => {
  const analysis = await analyzeBytes(bytes, name)
  const finding = analysis.findings.find((one) => one.kind === "first_error")
  const quote = finding?.quotes[0]
  return { analysis, quoted: quote === undefined ? null : bytes.subarray(quote.bytes.start, quote.bytes.end), quote }
}

describe("encodings: quotes are ranges of the stored bytes", () => {
  it("UTF-8 with and without a mark", async () => {
    for (const mark of ["", "\ufeff"]) {
      const { analysis, quote, quoted } = await first(Buffer.from(mark + umlauts))
      expect(analysis).toMatchObject({ status: "ok", encoding: "utf-8", dataType: "logs", lines: 40 })
      expect(quote!.lines).toEqual({ start: 21, end: 21 })
      expect(quoted!.toString()).toBe(umlauts.split("\n")[20])
    }
  })

  it("UTF-16 in both orders, with and without a mark", async () => {
    for (const [name, mark] of [["utf-16le", true], ["utf-16le", false], ["utf-16be", true], ["utf-16be", false]] as const) {
      const bytes = iconv.encode(umlauts.replace("verweigert", "verweigert 😀"), name, { addBOM: mark })
      const { analysis, quote, quoted } = await first(bytes)
      expect(analysis).toMatchObject({ status: "ok", encoding: name, dataType: "logs", lines: 40 })
      expect(iconv.decode(Buffer.from(quoted!), name)).toBe(umlauts.replace("verweigert", "verweigert 😀").split("\n")[20])
      expect(quote!.text).toContain("verweigert 😀")
    }
  })

  it("windows-1252 and latin-1", async () => {
    const bytes = iconv.encode(umlauts, "windows-1252")
    const { analysis, quoted } = await first(bytes)
    expect(analysis).toMatchObject({ status: "ok", encoding: "windows-1252", dataType: "logs" })
    expect(iconv.decode(Buffer.from(quoted!), "windows-1252")).toBe(umlauts.split("\n")[20])
  })

  it("Shift_JIS: quotes are whole lines", async () => {
    const text = LOG.replaceAll("request", "要求を処理しました、応答時間は").replaceAll("refused", "接続が拒否されました。もう一度お試しください")
    const bytes = iconv.encode(text, "shift_jis")
    const { analysis, quoted } = await first(bytes)
    expect(analysis.encoding).toBe("shift_jis")
    expect(iconv.decode(Buffer.from(quoted!), "shift_jis")).toBe(text.split("\n")[20])
  })

  it("CRLF: the terminator belongs to no quote", async () => {
    const { analysis, quoted } = await first(Buffer.from(LOG.replaceAll("\n", "\r\n")))
    expect(analysis.lines).toBe(40)
    expect(quoted!.toString()).toBe(LOG.split("\n")[20])
  })

  it("NULs and mixed encodings inside a log", async () => {
    const lines = LOG.split("\n")
    const hole = Buffer.concat([Buffer.from(lines.slice(0, 10).join("\n")), Buffer.alloc(3_000), Buffer.from(`\n${lines.slice(10).join("\n")}`)])
    expect((await first(hole)).analysis).toMatchObject({ status: "ok", dataType: "logs" })
    const mixed = Buffer.concat([Buffer.from(umlauts), iconv.encode("2026-03-14T09:09:00.000Z INFO größer\n", "latin1")])
    const { analysis, quoted } = await first(mixed)
    expect(analysis).toMatchObject({ status: "ok", encoding: "utf-8" })
    expect(quoted!.toString()).toBe(umlauts.split("\n")[20])
  })

  it("any chunking of any of them gives the same analysis", async () => {
    const forms = [Buffer.from(umlauts), iconv.encode(umlauts, "utf-16le", { addBOM: true }), iconv.encode(umlauts, "windows-1252")]
    for (const bytes of forms) {
      const whole = await analyzeBytes(bytes, "app.log")
      await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
        async function* stream() {
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length]!
            yield bytes.subarray(at, at + size)
            at += size
          }
        }
        expect(await analyzeFile({ stream: stream(), name: "app.log" })).toEqual(whole)
      }), { numRuns: 25 })
    }
  })

  it("random bytes are in no encoding, text is", () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 2_000, maxLength: 4_000 }), (bytes) => detectEncoding(bytes) === null), { numRuns: 50, seed: 7 })
    fc.assert(fc.property(fc.array(fc.lorem({ maxCount: 12 }), { minLength: 5, maxLength: 30 }), (lines) => detectEncoding(Buffer.from(lines.join("\n")))?.name === "utf-8"), { numRuns: 50 })
  })
})
