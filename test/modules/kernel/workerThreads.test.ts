import { getEventListeners } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Worker } from "node:worker_threads"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { ThreadOptions } from "../../../src/modules/kernel/threadOptions.js"
import { WorkerThreads } from "../../../src/modules/kernel/workerThreads.js"

interface Order { readonly id: number; readonly text: string }
interface Reply { readonly id: number; readonly text: string; readonly thread: number }

const folder = mkdtempSync(join(tmpdir(), "fm-threads-"))
const script = join(folder, "worker.mjs")
/** Does what a text says; the first request of all is not answered where it is `lost`. */
writeFileSync(script, `import { parentPort, threadId } from "node:worker_threads"
parentPort.on("message", ({ id, text }) => {
  const say = (what) => parentPort.postMessage({ id, text: what, thread: threadId })
  if (text === "throw") throw new Error("broken")
  if (text === "exit") process.exit(3)
  if (text === "grow") for (const all = [];;) all.push(new Array(100_000).fill(id))
  if (text === "loop") { say("begun"); for (;;); }
  if (text === "deaf") return say("begun")
  if (text === "lost" && id === 1) return
  say(text)
})`)

let running = new Set<Worker>()
const count = (worker: Worker) => {
  running.add(worker)
  worker.once("exit", () => running.delete(worker))
}
beforeAll(() => {
  process.on("worker", count)
})
afterAll(() => {
  process.off("worker", count)
  rmSync(folder, { recursive: true })
})
afterEach(() => {
  vi.useRealTimers()
  running = new Set()
})

class Failed extends Error {
  constructor(readonly code: string, message: string) {
    super(message)
  }
}

const withThreads = async (options: Partial<ThreadOptions<Order>>, use: (threads: WorkerThreads<Order, Reply>) => Promise<void>) => {
  const threads = new WorkerThreads<Order, Reply>({
    size: 1, ahead: 1, idleMs: 60_000, timeoutMs: 60_000, heapMb: 32, youngMb: 8, work: "counting",
    script: () => script, failure: (code, message) => new Failed(code, message), ...options
  })
  try {
    await use(threads)
  } finally {
    await threads.close()
  }
  expect(running.size, "threads that are left").toBe(0)
  expect(threads.alive).toBe(0)
}

const asked = (threads: WorkerThreads<Order, Reply>, text: string, signal?: AbortSignal) =>
  threads.ask((id) => ({ id, text }), { signal }).then((reply) => reply.text, (error: Failed) => error.code)

/** Asks, and waits until a thread has begun. */
const begun = async (threads: WorkerThreads<Order, Reply>, text: string, signal?: AbortSignal) => {
  let tell = () => {}
  const started = new Promise<void>((resolve) => {
    tell = resolve
  })
  const outcome = threads.ask((id) => ({ id, text }), {
    signal,
    interim: (reply) => {
      if (reply.text === "begun") tell()
      return reply.text === "begun"
    }
  }).then((reply) => reply.text, (error: Failed) => `${error.code}: ${error.message}`)
  await started
  return { outcome }
}

describe("worker threads", () => {
  it("answer each job with its own answer, with as many threads as there may be", () => withThreads({ size: 2 }, async (threads) => {
    const texts = Array.from({ length: 20 }, (_, i) => `job ${i}`)
    expect(await Promise.all(texts.map((text) => asked(threads, text)))).toEqual(texts)
    expect(threads.alive).toBe(2)
    const [first, second] = await Promise.all(["a", "b"].map((text) => threads.ask((id) => ({ id, text }))))
    expect(first!.thread).not.toBe(second!.thread)
  }))

  it("fail the job that throws, that ends its thread, that needs too much memory, and no other", async () => {
    for (const ahead of [1, 4]) {
      await withThreads({ ahead }, async (threads) => {
        const texts = ["a", "throw", "b", "exit", "c", "grow", "d", "e", "f", "g", "h"]
        expect(await Promise.all(texts.map((text) => asked(threads, text)))).toEqual(["a", "crashed", "b", "crashed", "c", "out_of_memory", "d", "e", "f", "g", "h"])
        await expect(threads.ask((id) => ({ id, text: "throw" }))).rejects.toThrow("counting broke down (broken)")
        await expect(threads.ask((id) => ({ id, text: "exit" }))).rejects.toThrow("counting ended without a result")
        await expect(threads.ask((id) => ({ id, text: "grow" }))).rejects.toThrow("counting needed more memory than it may have")
      })
    }
  })

  it("ask again for an answer that a broken thread took with it", () => withThreads({ ahead: 4 }, async (threads) => {
    expect(await Promise.all(["lost", "throw", "a"].map((text) => asked(threads, text)))).toEqual(["lost", "crashed", "a"])
  }))

  it("end a thread that hangs when its time is over; what waits is answered by another", () => withThreads({ timeoutMs: 5_000 }, async (threads) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const hanging = await begun(threads, "loop")
    const behind = asked(threads, "a")
    const [hung] = running
    vi.advanceTimersByTime(4_999)
    expect(running.has(hung!)).toBe(true)
    const exit = new Promise((resolve) => hung!.once("exit", resolve))
    vi.advanceTimersByTime(1)
    expect(await hanging.outcome).toBe("timeout: counting took longer than 5 s")
    expect(await behind).toBe("a")
    await exit
  }))

  it("give each job its whole time, also the one that was held behind another", () => withThreads({ ahead: 2, timeoutMs: 5_000 }, async (threads) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const first = asked(threads, "a")
    const second = begun(threads, "loop")
    vi.advanceTimersByTime(3_000)
    expect(await first).toBe("a")
    const { outcome } = await second
    vi.advanceTimersByTime(4_999)
    expect(threads.alive).toBe(1)
    vi.advanceTimersByTime(1)
    expect(await outcome).toContain("timeout")
  }))

  it("end an idle thread, and start another when there is work again", () => withThreads({ idleMs: 1_000 }, async (threads) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    expect(await asked(threads, "a")).toBe("a")
    const [idle] = running
    const exit = new Promise((resolve) => idle!.once("exit", resolve))
    vi.advanceTimersByTime(1_000)
    expect(threads.alive).toBe(0)
    await exit
    expect(await asked(threads, "b")).toBe("b")
  }))

  it("drop what nobody waits for any more, be it running, held or waiting, and keep no hold on the signal", async () => {
    for (const ahead of [1, 2]) {
      await withThreads({ ahead }, async (threads) => {
        const nobody = new AbortController()
        const { outcome } = await begun(threads, "loop", nobody.signal)
        const dropped = ["loop", "loop"].map((text) => asked(threads, text, nobody.signal))
        const behind = asked(threads, "a")
        expect(getEventListeners(nobody.signal, "abort")).toHaveLength(3)
        nobody.abort()
        expect(await outcome).toBe("aborted: counting was stopped")
        expect(await Promise.all(dropped)).toEqual(["aborted", "aborted"])
        expect(await behind).toBe("a")
        expect(await asked(threads, "b", nobody.signal)).toBe("aborted")
        expect(getEventListeners(nobody.signal, "abort")).toHaveLength(0)
        const somebody = new AbortController()
        expect(await asked(threads, "c", somebody.signal)).toBe("c")
        expect(getEventListeners(somebody.signal, "abort")).toHaveLength(0)
      })
    }
  })

  it("closing rejects what is not answered, and waits for every thread's end, also of one that is ending already", async () => {
    await withThreads({ size: 2, ahead: 2 }, async (threads) => {
      const nobody = new AbortController()
      const dropped = await begun(threads, "loop", nobody.signal)
      const kept = await begun(threads, "loop")
      const more = ["a", "b", "c", "d", "e", "f"].map((text) => asked(threads, text))
      nobody.abort()
      await new Promise((resolve) => setImmediate(resolve))
      await threads.close()
      expect(running.size).toBe(0)
      expect(await dropped.outcome).toContain("aborted")
      expect(await kept.outcome).toContain("aborted")
      expect(await Promise.all(more)).toEqual(more.map(() => "aborted"))
      expect(await asked(threads, "late")).toBe("aborted")
      expect(threads.alive).toBe(0)
    })
  })

  it("clean up behind a request that was not answered, after its thread has ended and before closing is done", async () => {
    const abandoned: Array<string> = []
    await withThreads({
      abandoned: async ({ text }) => {
        await new Promise((resolve) => setImmediate(resolve))
        abandoned.push(`${text} ${running.size}`)
      }
    }, async (threads) => {
      expect(await asked(threads, "a")).toBe("a")
      await begun(threads, "deaf")
    })
    expect(abandoned).toEqual(["deaf 0"])
  })

  it("tell why a job cannot be started, and go on", async () => {
    let broken = true
    await withThreads({
      script: () => {
        if (broken) throw new Error("no build")
        return script
      }
    }, async (threads) => {
      await expect(threads.ask((id) => ({ id, text: "a" }))).rejects.toThrow("counting could not be started (no build)")
      broken = false
      const uncloneable = { id: 0, text: "a", call: () => {} }
      await expect(threads.ask(() => uncloneable)).rejects.toMatchObject({ code: "crashed" })
      expect(await asked(threads, "b")).toBe("b")
    })
    await withThreads({ script: () => join(folder, "nowhere.mjs") }, async (threads) => {
      expect(await asked(threads, "a")).toBe("crashed")
    })
  })
})
