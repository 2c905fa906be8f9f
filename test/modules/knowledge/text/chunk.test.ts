import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { chunkText, OVERLAP, SIZE } from "../../../../src/modules/knowledge/engine/text/chunk.js"
import { kindOf } from "../../../../src/modules/knowledge/engine/text/structure.js"

const sentence = (i: number) => `Sentence ${i} says that the queue grows while its consumer waits for a lock that nobody releases.`
const many = (n: number, one: (i: number) => string, by = "\n") => Array.from({ length: n }, (_, i) => one(i)).join(by)

/** Chunks, each proved to be the bytes it names and all together to hold every character that is not blank. */
const chunks = (text: string, kind?: "plain") => {
  const found = chunkText(text, kind)
  const bytes = Buffer.from(text)
  let covered = 0
  for (const chunk of found) {
    const cut = bytes.subarray(chunk.byteStart, chunk.byteEnd)
    expect(cut.toString()).toBe(chunk.text)
    expect(createHash("sha256").update(cut).digest("hex")).toBe(chunk.sha256)
    if (chunk.byteStart > covered) expect(bytes.subarray(covered, chunk.byteStart).toString().trim()).toBe("")
    covered = Math.max(covered, chunk.byteEnd)
    expect(chunk.text.length).toBeLessThanOrEqual(SIZE.most)
  }
  expect(bytes.subarray(covered).toString().trim()).toBe("")
  return found
}
const texts = (text: string, kind?: "plain") => chunks(text, kind).map((chunk) => chunk.text)
const lengths = (text: string) => chunks(text).map((chunk) => chunk.text.length)

describe("chunks", () => {
  it.each([
    ["paragraphs", many(60, (i) => [0, 1, 2].map((k) => sentence(3 * i + k)).join(" "), "\n\n")],
    ["one paragraph", many(200, sentence, " ")],
    ["lines", many(300, sentence)],
    ["CRLF lines", many(300, sentence, "\r\n")],
    ["Chinese", "数据库连接池耗尽时，请先停止导出作业，然后重启服务。".repeat(300)]
  ])("%s: about 1,000 characters, cut between sentences, with an overlap", (_, text) => {
    const found = chunks(text)
    for (const [i, chunk] of found.slice(0, -1).entries()) {
      expect(chunk.text.length).toBeGreaterThan(SIZE.wanted * 0.75)
      expect(chunk.text.length).toBeLessThan(SIZE.wanted * 1.25)
      expect(chunk.text.trimEnd()).toMatch(/[.。]$/)
      expect(found[i + 1]!.text).toMatch(/^(Sentence|数据库)/)
      const again = chunk.byteEnd - found[i + 1]!.byteStart
      expect(again).toBeGreaterThan(0)
      expect(again).toBeLessThanOrEqual(OVERLAP * 3)
    }
  })

  it("code fences, tables and lists are not torn where they fit", () => {
    const code = `\`\`\`sh\n${many(8, (i) => `kubectl drain node-${i} --ignore-daemonsets --delete-emptydir-data`)}\n\n${sentence(1)}\n\`\`\``
    const table = `| alert | what it says |\n|---|---|\n${many(7, (i) => `| A${i} | ${sentence(i)} |`)}`
    const found = texts(`# Drain\n\n${many(5, sentence)}\n\nRun this:\n\n${code}\n\n${many(5, sentence)}\n\n${table}\n`)
    expect(found.length).toBeGreaterThan(1)
    expect(found.filter((text) => text.includes(code))).toHaveLength(1)
    expect(found.filter((text) => text.includes(table))).toHaveLength(1)
    for (const text of found) expect((text.match(/^```/gm) ?? []).length % 2).toBe(0)
    // what is announced stays with its announcement
    expect(found.find((text) => text.includes("kubectl"))).toContain("Run this:")
  })

  it("long code and long tables are cut between lines, long lists between items", () => {
    for (const text of texts(`\`\`\`sh\n${many(100, (i) => `kubectl get pods --namespace team-${i} --watch`)}\n\`\`\`\n`)) expect(text).toMatch(/^(```sh|kubectl get)[\s\S]*(--watch|```)\n$/)
    const rows = texts(`# T\n\n| a | b |\n|---|---|\n${many(100, (i) => `| alert ${i} | ${sentence(i)} |`)}\n`)
    for (const [i, text] of rows.entries()) if (i > 0) expect(text).toMatch(/^\| alert [\s\S]*\|\n$/)
    for (const text of texts(many(60, (i) => `- item ${i}\n  ${sentence(i)}\n  ${sentence(i)}`))) expect(text).toMatch(/^- item/)
  })

  it("headings above a chunk, whatever their style and order", () => {
    const paths = (text: string) => chunks(text).map((chunk) => chunk.headingPath)
    const body = many(8, sentence, "\n\n")
    expect(paths(`# One\n\n${body}\n\n### Deep ##\n\n${body}\n\n### Deeper\n\n${body}\n\n## Two\n\n${body}`)).toEqual([["One"], ["One", "Deep"], ["One", "Deeper"], ["One", "Two"]])
    expect(paths(`Title\n=====\n\n${body}\n\nPart\n----\n\n${body}`)).toEqual([["Title"], ["Title", "Part"]])
    // neither a comment in code, nor a rule, nor the head of a file
    expect(paths(`---\ntitle: x\n---\n\n# One\n\n\`\`\`sh\n# not a heading\n\`\`\`\n\ntext\n\n---\n\n#hashtag\n\n${body}`)).toEqual([["One"]])
  })

  it("small sections go together under the heading they share, chapters stay apart", () => {
    expect(chunks(`# Pool\n\n## Symptoms\n\na\n\n## Fix\n\nb\n`).map((chunk) => chunk.headingPath)).toEqual([["Pool"]])
    expect(chunks(`## Symptoms\n\na\n\n## Fix\n\nb\n`).map((chunk) => chunk.headingPath)).toEqual([[]])
    expect(chunks(`# Page 1 of 2\n\na\n\n# Page 2 of 2\n\nb\n`).map((chunk) => chunk.headingPath)).toEqual([["Page 1 of 2"], ["Page 2 of 2"]])
    // a heading alone is no chunk
    expect(texts(`# A\n\n## B\n\n${many(12, sentence)}`)[0]).toMatch(/^# A\n\n## B\n\nSentence/)
  })

  it("settings and code have no headings and are cut where a part begins", () => {
    const yaml = many(60, (i) => `service-${i}:\n  # the image\n  image: repo/app:${i}\n  env:\n    - name: MODE\n      value: fast`)
    for (const chunk of chunks(yaml, "plain")) {
      expect(chunk.headingPath).toEqual([])
      expect(chunk.text).toMatch(/^service-/)
    }
    const go = many(30, (i) => `// F${i} waits\nfunc F${i}() {\n\tif true {\n\t\twait(${i})\n\t}\n}\n`)
    for (const text of texts(go, "plain")) expect(text).toMatch(/^\/\/ F\d+ waits[\s\S]*\n}\n$/)
    expect(["k.yaml", "a/Dockerfile", "x.TF", "m.go"].map(kindOf)).toEqual(Array(4).fill("plain"))
    expect(["a.md", "notes.txt", "page.html", null].map(kindOf)).toEqual(Array(4).fill("markdown"))
  })

  it("no character is torn, and a text of one word still is cut", () => {
    for (const unit of ["😀", "👩‍👩‍👧", "e\u0301", "한".normalize("NFD"), "x", "\u0301"]) {
      for (const text of texts(unit.repeat(4_000 / unit.length))) expect(text.length % unit.length, JSON.stringify(unit)).toBe(0)
    }
    expect(lengths("x".repeat(5_000)).length).toBeGreaterThan(4)
    expect(chunks(`a${"\n".repeat(5_000)}b`).map((chunk) => chunk.text)).toEqual(["a\n", "b"])
    expect(chunks(" \n\n")).toEqual([])
  })
})
