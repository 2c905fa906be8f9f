import { describe, expect, it } from "vitest"
import { Redactor, scan, StreamRedactor } from "../../../../src/modules/evidence/engine/redact/index.js"
import { KEPT, KINDS } from "../../../bench/redaction/secrets.js"
import { KEPT as LOOKALIKES, seeded as mixed, SHAPES } from "../../../bench/redaction/shapes/index.js"

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

  it.each(SHAPES)("%s in the notations of its vendor", (_, make) => {
    const random = mixed(11)
    for (let i = 0; i < 8; i++) {
      const { secrets, text } = make(random)
      const hidden = new Redactor().redact(`2026-05-01T10:00:00Z INFO worker 7 started ${text}`).text
      for (const secret of secrets) expect(hidden, text).not.toContain(secret)
    }
  })

  it.each(LOOKALIKES)("%s: a lookalike stays readable", (_, make) => {
    const random = mixed(5)
    for (let i = 0; i < 100; i++) {
      const text = `2026-05-01T10:00:00Z INFO worker started ${make(random)}`
      expect(scan(text).filter((span) => !["IP", "MAC"].includes(span.kind)), text).toEqual([])
    }
  })

  it("numbers among other numbers of a line", () => {
    const hidden = (text: string) => new Redactor().redact(text).text
    expect(hidden("081109 203615 148 4111 1111 1111 1111 35")).toBe("081109 203615 148 <CARD_1> 35")
    expect(hidden("081109 203615 148 +44 20 7946 0958, 35")).toBe("081109 203615 148 <PHONE_1>, 35")
    expect(hidden("22 078-05-1120 7")).toBe("22 <NATIONAL_ID_1> 7")
    expect(hidden("to DE89 3704 0044 0532 0130 00 DONE")).toBe("to <IBAN_1> DONE")
    for (const kept of ["block -4702684774678057084 of 67108864", "id 4921097328719718381", "sum 76923867ecdc988f", "rss=97852486kB"]) expect(hidden(kept)).toBe(kept)
  })

  it("a refused password is not told, a told one is", () => {
    const hidden = (text: string) => new Redactor().redact(text).text
    for (const kept of ["Failed password for root from 10.0.0.9 port 22 ssh2", "wrong password X-Request-Id: 4f2a", "invalid password vol-08b356e678cca3a4b", "password for user: admin42 failed"]) expect(hidden(kept)).toBe(kept)
    expect(hidden("the password for root was changed to tiger77!x, tell nobody")).toBe("the password for root was changed to <SECRET_PASSWORD_1>, tell nobody")
  })

  it("Secrets of Kubernetes: data and stringData, YAML and JSON, also inside an annotation", () => {
    const value = Buffer.from("horse-battery").toString("base64")
    const annotated = `apiVersion: v1\ndata:\n  a: ${value}\nkind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"apiVersion":"v1","data":{"a":"${value}"},"kind":"Secret","stringData":{"b":"plainly visible"}}\n  name: app\n`
    const folded = JSON.stringify({ msg: JSON.stringify({ kind: "Secret", data: { a: value }, stringData: { b: "plainly" } }) })
    const listed = `items:\n- apiVersion: v1\n  data:\n    a: ${value}\n  kind: Secret\n- apiVersion: v1\n  kind: Secret\n  stringData:\n    b: plainly\n`
    for (const text of [annotated, folded, listed]) {
      const redactor = new Redactor()
      const { counts, text: hidden } = redactor.redact(text)
      expect(hidden).not.toContain(value)
      expect(hidden).not.toContain("plainly")
      expect(counts.SECRET_K8S).toBeGreaterThan(1)
      expect(redactor.restore(hidden)).toBe(text)
    }
    const map = `kind: ConfigMap\ndata:\n  a: ${value}\n`
    expect(new Redactor().redact(map).text).toBe(map)
  })
})
