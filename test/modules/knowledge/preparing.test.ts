import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { prepare } from "../../../src/modules/knowledge/engine/prepare.js"
import { rehearse } from "../../../src/modules/knowledge/preparing/rehearsal.js"
import { PreparingThread } from "../../../src/modules/knowledge/preparing/thread.js"

const folder = mkdtempSync(join(tmpdir(), "fm-preparing-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** A thread that does what the title of a document says. */
const scripted = (): string => {
  const path = join(folder, "worker.mjs")
  writeFileSync(path, `import { parentPort } from "node:worker_threads"
parentPort.on("message", ({ id, whose }) => {
  if (whose.title === "late") return setTimeout(() => parentPort.postMessage({ id, kind: "prepared", text: "late", prepared: { chunks: [], terms: { lengths: [], vectors: [], words: [] } } }), 50)
  if (whose.title === "throw") throw new Error("broken")
  if (whose.title === "exit") process.exit(3)
  if (whose.title === "grow") for (const all = [];;) all.push(new Array(100_000).fill(id))
  if (whose.title === "loop") for (;;);
  parentPort.postMessage({ id, kind: "prepared", text: whose.title, prepared: { chunks: [], terms: { lengths: [], vectors: [], words: [] } } })
})`)
  return path
}

const whose = (title: string) => ({ documentId: "d", title, filename: "a.md" })
const asked = (thread: PreparingThread, title: string, signal?: AbortSignal) => thread.prepare(whose(title), { kind: "text", text: "" }, signal).then(({ text }) => text, (problem: { readonly code: string }) => problem.code)

describe("the thread that reads documents", () => {
  it("reads a file, and cuts and counts it as the engine does", async () => {
    const thread = new PreparingThread()
    const text = "# Pool exhausted\n\nStop the walrus export. 🦦\n"
    const { prepared, text: read } = await thread.prepare(whose("Pools"), { kind: "file", bytes: Buffer.from(text), path: "pool.md" })
    expect(read).toBe(text)
    const here = prepare(whose("Pools"), text)
    expect(prepared.chunks).toEqual(here.chunks)
    expect(prepared.terms.words).toEqual(here.terms.words)
    expect(prepared.terms.vectors.map((vector) => [...vector])).toEqual(here.terms.vectors.map((vector) => [...vector]))
    await expect(thread.prepare(whose("Bad"), { kind: "file", bytes: Buffer.from("%PDF-1.7 nothing of the kind"), path: "bad.pdf" })).rejects.toThrow(/damaged/)
    await thread.close()
  })

  it("is made ready once, before the first document is there; that changes nothing of what it answers", async () => {
    const script = join(folder, "counting.mjs")
    writeFileSync(script, `import { parentPort } from "node:worker_threads"
let rehearsed = 0
parentPort.on("message", ({ id, kind }) => {
  if (kind === "rehearse") rehearsed++
  parentPort.postMessage(kind === "rehearse" ? { id, kind: "rehearsed" } : { id, kind: "prepared", text: String(rehearsed), prepared: { chunks: [], terms: { lengths: [], vectors: [], words: [] } } })
})`)
    const counting = new PreparingThread({ script })
    counting.warm()
    counting.warm()
    expect(await asked(counting, "a")).toBe("1")
    counting.warm()
    expect(await asked(counting, "b")).toBe("1")
    await counting.close()
    const [cold, ready] = [new PreparingThread(), new PreparingThread()]
    ready.warm()
    const source = { kind: "file", bytes: Buffer.from("# Title\n\nRestart the gannet service.\n"), path: "a.md" } as const
    expect(await ready.prepare(whose("a"), source)).toEqual(await cold.prepare(whose("a"), source))
    await Promise.all([cold.close(), ready.close()])
  })

  it("makes itself ready only until it is asked for something", async () => {
    let asked = 0
    await rehearse(() => ++asked > 2)
    expect(asked).toBe(3)
  })

  it("fails the one document it breaks down at; those behind it are read by another", async () => {
    const thread = new PreparingThread({ script: scripted(), heapMb: 32 })
    const titles = ["a", "throw", "b", "exit", "c", "grow", "d", "e", "f", "g", "h"]
    expect(await Promise.all(titles.map((title) => asked(thread, title)))).toEqual(["a", "crashed", "b", "crashed", "c", "out_of_memory", "d", "e", "f", "g", "h"])
    expect(await Promise.all(["late", "throw", "i"].map((title) => asked(thread, title))), "an answer that is lost with the thread is asked for again").toEqual(["late", "crashed", "i"])
    await thread.close()
    const hasty = new PreparingThread({ script: scripted(), timeoutMs: 200 })
    expect(await asked(hasty, "loop")).toBe("timeout")
    await hasty.close()
  })

  it("answers nothing more once it is closed or nobody waits", async () => {
    const thread = new PreparingThread({ script: scripted() })
    const nobody = new AbortController()
    const abandoned = ["loop", "loop", "a"].map((title) => asked(thread, title, nobody.signal))
    const behind = asked(thread, "b")
    nobody.abort()
    expect(await Promise.all(abandoned)).toEqual(["aborted", "aborted", "aborted"])
    expect(await behind).toBe("b")
    const running = asked(thread, "loop")
    await thread.close()
    expect(await running).toBe("aborted")
    expect(await asked(thread, "a")).toBe("aborted")
  })
})
