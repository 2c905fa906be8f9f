import { describe, expect, it } from "vitest"
import { Redactor, StreamRedactor } from "../../../../src/modules/evidence/engine/redact/index.js"

/** Digits that look drawn at random and are the same in every run. */
const seeded = (seed: number) => (n: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((seed / 2 ** 32) * n)
}
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
const token = (random: (n: number) => number, length: number): string => Array.from({ length }, () => LETTERS[random(LETTERS.length)]).join("")
const digits = (random: (n: number) => number, length: number): string => Array.from({ length }, () => random(10)).join("")

const iban = (account: string): string => {
  const rest = Array.from(`${account}131400`).reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0)
  return `DE${String(98 - rest).padStart(2, "0")}${account}`
}

/** Whole, and as pieces of a stream. */
const both = (text: string): ReadonlyArray<string> => {
  const stream = new StreamRedactor(new Redactor())
  const pieces: Array<string> = []
  for (let at = 0; at < text.length; at += 65_536) pieces.push(stream.push(text.slice(at, at + 65_536)))
  return [new Redactor().redact(text).text, pieces.join("") + stream.end()]
}

describe("long texts full of secrets are read value by value", () => {
  it("an environment of 2,000 lines keeps every name", () => {
    const random = seeded(1)
    const names = ["DB_PASSWORD", "API_KEY", "JWT_SECRET", "AWS_SECRET_ACCESS_KEY", "SESSION_TOKEN", "SMTP_PASSWORD"]
    const lines = Array.from({ length: 2_000 }, (_, i) => ({ name: `SERVICE_${i}_${names[i % names.length] ?? ""}`, secret: token(random, 40) }))
    for (const seen of both(lines.map(({ name, secret }) => `${name}=${secret}\n`).join(""))) {
      for (const [i, line] of seen.trimEnd().split("\n").entries()) expect(line).toMatch(new RegExp(`^${lines[i]?.name ?? "none"}=<SECRET_[A-Z0-9_]+>$`))
      expect(seen.split("\n")).toHaveLength(2_001)
    }
  })

  it("a list of Secrets of half a megabyte keeps their names", () => {
    const random = seeded(2)
    const manifest = (i: number): string =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: orders-${i}\n  namespace: shop\ntype: Opaque\ndata:\n  username: ${Buffer.from(token(random, 12)).toString("base64")}\n  password: ${Buffer.from(token(random, 24)).toString("base64")}\n---\n`
    const text = Array.from({ length: 2_800 }, (_, i) => manifest(i)).join("")
    const values = [...text.matchAll(/(?:username|password): (\S+)/g)].map((found) => found[1] ?? "")
    for (const seen of both(text)) {
      const lines = seen.split("\n")
      expect(lines).toHaveLength(text.split("\n").length)
      for (let i = 0; i < 2_800; i++) expect(lines[i * 10 + 3]).toBe(`  name: orders-${i}`)
      const shown = new Set(seen.split(/\s+/))
      expect(values.filter((value) => shown.has(value))).toEqual([])
    }
  })

  it("a table of 20,000 customers keeps its rows", () => {
    const random = seeded(3)
    const rows = Array.from({ length: 20_000 }, (_, i) => [`${100_000 + i}`, `Customer ${i}`, `c${i}.${token(random, 5).toLowerCase()}@example.org`, `+49 30 ${digits(random, 8)}`, iban(digits(random, 18)), "active"])
    const text = `id,name,email,phone,iban,state\n${rows.map((row) => row.join(",")).join("\n")}\n`
    for (const seen of both(text)) {
      const lines = seen.trimEnd().split("\n").slice(1)
      expect(lines).toHaveLength(rows.length)
      const torn = lines.filter((line, i) => !new RegExp(`^${100_000 + i},Customer ${i},<EMAIL_\\d+>,<PHONE_\\d+>,<IBAN_\\d+>,active$`).test(line))
      expect(torn).toEqual([])
    }
  })

  it.each([
    ["encoded blanks and times", (i: number) => `10.0.0.1 - - "GET /q?s=a%20b%20${i}%2B20&from=2026-01-01%2010:00:00%2B0100&x=${i}%20${i * 3}" 200`],
    ["sums and time zones", (i: number) => `2026-01-01T10:00:00.123456+0100 INFO q=${1_000 + i}+${2_000 + i}+33`],
    ["parameters of statements", (i: number) => `insert into o (id, name) values (?, ?)\nTRACE binding parameter [1] as [BIGINT] - [${i}]\nTRACE binding parameter [2] as [VARCHAR] - [n${i}]`],
    ["parameters of a server", (i: number) => `LOG: execute: select * from t where id = $1\nDETAIL: parameters: $1 = '${i}', $2 = 'x${i}'`]
  ])("20,000 lines of %s stay", (_, line) => {
    const text = Array.from({ length: 20_000 }, (_, i) => line(i)).join("\n")
    for (const seen of both(text)) expect(seen === text).toBe(true)
  })
})
