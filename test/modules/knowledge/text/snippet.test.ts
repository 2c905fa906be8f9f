import { describe, expect, it } from "vitest"
import { termsOf } from "../../../../src/modules/knowledge/engine/lexical/terms.js"
import { snippetsOf } from "../../../../src/modules/knowledge/engine/text/snippet.js"

const marked = (text: string, query: string) => {
  const { highlights, snippet } = snippetsOf(new Set(termsOf(query)))(text)
  return { snippet, words: highlights.map((h) => snippet.slice(h.start, h.end)) }
}

describe("snippets", () => {
  it("mark the words that were asked for, accents, emoji and identifiers included", () => {
    expect(marked("😀😀 The cafe\u0301 reads kube_pod_status twice", "café").words).toEqual(["cafe\u0301"])
    expect(marked("😀 KubePodCrashLooping fires on node-1", "kube pod crash looping").words).toEqual(["KubePodCrashLooping"])
    // of a script without spaces what was asked for, not the whole sentence
    expect(marked("当数据库连接池耗尽时请重启服务。", "连接池 重启").words).toEqual(["连接池", "重启"])
    expect(marked("nothing here", "elsewhere").words).toEqual([])
  })

  it("begin and end between words, and never inside a character", () => {
    const text = `${"alpha beta gamma ".repeat(40)}quorum ${"delta epsilon ".repeat(40)}`
    const { snippet, words } = marked(text, "quorum")
    expect(words).toEqual(["quorum"])
    expect(` ${text} `).toContain(` ${snippet} `)
    expect(snippet.length).toBeGreaterThan(200)
    for (const unit of ["😀", "e\u0301"]) expect(snippetsOf(new Set(["quorum"]))(`x${unit.repeat(400)} quorum`).snippet).toMatch(/^(?:😀|e\u0301)+ quorum$/u)
    expect(snippetsOf(new Set())(`x${"😀".repeat(400)}`).snippet).toMatch(/^x(?:😀)+$/u)
  })
})
