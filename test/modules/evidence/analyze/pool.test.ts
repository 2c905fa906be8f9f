import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { AnalysisPool, type PoolOptions } from "../../../../src/modules/evidence/analysis/pool.js"
import { LOG } from "../support/files.js"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultmaven-pool-"))
})
afterEach(() => void vi.useRealTimers())
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return { path, name, sourceUrl: null, declaredType: null, limits: {} }
}

const withPool = async <A>(options: Partial<PoolOptions>, use: (pool: AnalysisPool) => Promise<A>): Promise<A> => {
  const pool = new AnalysisPool(options)
  try {
    return await use(pool)
  } finally {
    await pool.close()
  }
}

/** A worker script of a test's own, for what a real file does not do on demand. */
const script = async (name: string, body: string) => {
  const path = join(folder, name)
  await writeFile(path, `import { parentPort } from "node:worker_threads"\nparentPort.on("message", (request) => {\n${body}\n})\n`)
  return path
}

describe("analysis in worker threads", () => {
  it("analyses several files, reports progress, queues what does not fit", () => withPool({ size: 1 }, async (pool) => {
    const big = await file("big.log", LOG.repeat(20_000))
    const seen: Array<number> = []
    const [a, b] = await Promise.all([pool.analyze({ ...big, onProgress: (percent) => seen.push(percent) }), pool.analyze(await file("small.log", LOG))])
    expect(a).toMatchObject({ status: "ok", dataType: "logs", lines: 800_000 })
    expect(b).toMatchObject({ status: "ok", lines: 40 })
    expect(seen.length).toBeGreaterThan(5)
    expect([...seen].sort((x, y) => x - y)).toEqual(seen)
    expect(pool.workers).toBe(1)
  }))

  it("a failed file is an answer, not an exception", () => withPool({}, async (pool) => {
    expect(await pool.analyze(await file("empty.log", ""))).toMatchObject({ status: "failed", code: "empty" })
  }))

  it("an endless loop is ended, and the next file is analysed", async () => {
    const path = await script("hang.mjs", "if (request.name === 'hang') { parentPort.postMessage({ id: request.id, kind: 'progress', percent: 1 }); for (;;) {} }\nparentPort.postMessage({ id: request.id, kind: 'done', analysis: { status: 'ok' } })")
    const files = [await file("hang", "x"), await file("next", "x")] as const
    await withPool({ script: path, timeoutMs: 300_000 }, async (pool) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
      let hang: Promise<unknown> = Promise.resolve()
      await new Promise<void>((begun) => {
        hang = pool.analyze({ ...files[0], onProgress: () => begun() })
      })
      const next = pool.analyze(files[1])
      vi.advanceTimersByTime(300_000)
      await expect(hang).rejects.toMatchObject({ code: "timeout", message: "the analysis took longer than 300 s" })
      expect(await next).toEqual({ status: "ok" })
    })
  })

  it("a crash and a lack of memory fail one file each", async () => {
    const path = await script("crash.mjs", "if (request.name === 'exit') process.exit(3)\nif (request.name === 'throw') throw new Error('broken')\nif (request.name === 'memory') { const all = []; for (;;) all.push(new Array(1000).fill({ a: Math.random() })) }\nparentPort.postMessage({ id: request.id, kind: 'done', analysis: { status: 'ok' } })")
    await withPool({ script: path, heapMb: 24 }, async (pool) => {
      await expect(pool.analyze(await file("exit", "x"))).rejects.toMatchObject({ code: "crashed" })
      await expect(pool.analyze(await file("throw", "x"))).rejects.toMatchObject({ code: "crashed", message: expect.stringContaining("broken") })
      await expect(pool.analyze(await file("memory", "x"))).rejects.toMatchObject({ code: "out_of_memory" })
      expect(await pool.analyze(await file("fine", "x"))).toEqual({ status: "ok" })
    })
  })

  it("an abort ends the running one and forgets the waiting one", async () => {
    const path = await script("wait.mjs", "if (request.name !== 'wait') parentPort.postMessage({ id: request.id, kind: 'done', analysis: { status: 'ok' } })")
    await withPool({ script: path }, async (pool) => {
      const stop = new AbortController()
      const running = pool.analyze({ ...await file("wait", "x"), signal: stop.signal })
      const waiting = pool.analyze({ ...await file("wait", "x"), signal: stop.signal })
      stop.abort()
      await expect(running).rejects.toMatchObject({ code: "aborted" })
      await expect(waiting).rejects.toMatchObject({ code: "aborted" })
      expect(await pool.analyze(await file("fine", "x"))).toEqual({ status: "ok" })
    })
  })

  it("closing rejects what is not done and leaves no worker", async () => {
    const path = await script("wait2.mjs", "")
    const pool = new AnalysisPool({ script: path })
    const running = pool.analyze(await file("wait", "x"))
    const settled = expect(running).rejects.toMatchObject({ code: "aborted" })
    await pool.close()
    await settled
    expect(pool.workers).toBe(0)
    await expect(pool.analyze(await file("late", "x"))).rejects.toMatchObject({ code: "aborted" })
  })

  it("a missing script is a clear failure", () => withPool({ script: join(folder, "nowhere.mjs") }, async (pool) => {
    await expect(pool.analyze(await file("x", "x"))).rejects.toMatchObject({ code: "crashed" })
  }))
})
