import { describe, expect, it } from "vitest"
import { Redactor } from "../../../../src/modules/evidence/engine/redact/index.js"
import { Purse, Work } from "../../../../src/modules/evidence/engine/redact/work.js"

const hidden = (text: string): string => new Redactor().redact(text).text

describe("what is too dense to be judged", () => {
  // no two kilobytes are the same, or their repeats were not read
  const flood = (unit: string): string => Array.from({ length: Math.ceil(600_000 / unit.length / 40) }, (_, i) => `${unit.repeat(40)}${i} `).join("")

  it.each(["password=a1b2c3d4 ", "akia ", "8.8.4.4 ", "ann@example.com,", "4111 1111 1111 1111 ", "пароль: a1b2c3d4 "])("%s without end: all of it is hidden, the lines behind stay, and it comes back", (unit) => {
    const text = `first line\n${flood(unit)}\nsecond line\nlast line, which is plain\n`
    const redactor = new Redactor()
    const { text: seen } = redactor.redact(text)
    expect(seen).toContain("first line\n".slice(0, 5))
    expect(seen).toContain("last line, which is plain")
    if (unit === "akia ") expect(seen.length).toBeLessThan(text.length / 2)
    else expect(seen).not.toContain(unit.slice(-8).trim())
    expect(redactor.restore(seen)).toBe(text)
  })

  it("a secret at the end of a flood is hidden with it", () => {
    expect(hidden(`${flood("password: x1y2z3w4 ")}password=Hunter2-xyz`)).not.toContain("Hunter2")
    expect(hidden(`${flood("akia=")}\nghp_16C7e42F292c6912E7710c838347Ae178B4a`)).not.toContain("ghp_16C7e")
  })

  it("a key of many lines behind a flood of the names of keys is hidden with it", () => {
    const key = Array.from({ length: 400 }, (_, i) => `${"A".repeat(60)}${1000 + i}`).join("\n")
    const seen = hidden(`${flood("prime2=")}-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`)
    for (const line of key.split("\n")) expect(seen).not.toContain(line)
  })

  it("where even keys are no longer looked for, as much is hidden as one could be long", () => {
    const ends = [0, -10_000_000].map((left) => {
      const claimed: Array<number> = []
      const purse = new Purse()
      purse.left = left
      const work = new Work("x".repeat(200_000), 20, (_, end) => claimed.push(end), purse)
      work.floods(0, 1_000)
      work.overdrawn()
      work.close()
      return claimed[0]
    })
    expect(ends).toEqual([5_096, 66_536])
  })

  it("an hour of dense and ordinary lines is no flood", () => {
    const line = (i: number): string => `2026-11-28 10:00:00 INFO auth ok key=orders.${i % 7} session_timeout=30 from 10.0.0.${i % 250} token_type=bearer id=${1_000_000_000 + i * 7919}\n`
    const text = Array.from({ length: 4_000 }, (_, i) => line(i)).join("")
    expect(hidden(text)).toBe(text)
  })
})

describe("numbers and their names", () => {
  it("a counter or id that passes a card's checksum stays, a card does not", () => {
    for (const kept of ["offset=4111111111111111 done", "seq 4111111111111111", "orderId: 4111111111111111", "txid=5555555555554444", "sku EAN 4088000233768", "since: 1234567890"]) expect(hidden(kept)).toBe(kept)
    for (const shown of ["card 4111111111111111", "charged 4111111111111111", "pan=5555555555554444"]) expect(hidden(shown)).toContain("<CARD_1>")
  })

  it("identity numbers of further countries by their names", () => {
    expect(hidden("CUIT 20-32983992-4 x")).toBe("CUIT <NATIONAL_ID_1> x")
    expect(hidden("TC Kimlik No: 80210908716")).toBe("TC Kimlik No: <NATIONAL_ID_1>")
    expect(hidden("id_number=1234567890123")).toBe("id_number=1234567890123")
  })
})

describe("secrets beside their names", () => {
  it.each([
    ["db.example.org:5432:orders:app:Winter-9x", "Winter-9x"], ["smtp-password = JFofw.QTKbrymFgj", "JFofw.QTKbrymFgj"], ["define('DB_PASSWORD', 'ilcLOrIj7jyMSuTS9');", "ilcLOrIj7jyMSuTS9"],
    ["['mysqldump', '--password', 'Autumn-rain5', 'shop']", "Autumn-rain5"], ["<key>AuthToken</key><string>O0VXv-sF7gg</string>", "O0VXv-sF7gg"], ["app.password={cipher}a84e2b2264382877e464", "a84e2b2264382877e464"],
    ["name=\"password\"\r\n\r\nmapledragon96\r\n", "mapledragon96"], ["api_secret=winter-falcon-rocket", "winter-falcon-rocket"], ["Authorization: Hawk id=\"dh37\", mac=\"pLMsSohiJojZ7viGkif48EyqBF3I\"", "pLMsSohiJojZ7viGkif48EyqBF3I"],
    ["GET /callback?code=8Bz04prtHlPJcgRQyQPpyZe&state=x", "8Bz04prtHlPJcgRQyQPpyZe"], ["htpasswd -bc /etc/x/.htpasswd ops falc0n_819", "falc0n_819"], ["https://D4vTL9iplJysFxiHqyT1KNUjmmk7RhaL:@example.org/simple", "D4vTL9iplJysFxiHqyT1KNUjmmk7RhaL"]
  ])("%s", (text, secret) => {
    expect(hidden(text)).not.toContain(secret)
  })

  it("names in a list and code that reads a password stay", () => {
    for (const kept of ["[\"password\", \"username\"]", "password = config.database.password", "password: user.getPassword()", "secret: orders-tls-secret", "host:5432:orders refused"]) expect(hidden(kept)).toBe(kept)
  })
})
