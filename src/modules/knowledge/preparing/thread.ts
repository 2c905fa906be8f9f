import { Worker } from "node:worker_threads"
import { Problem } from "../../evidence/engine/input/limits.js"
import { workerFile } from "../../kernel/workerFile.js"
import type { Prepared, Whose } from "../engine/prepare.js"
import type { PrepareAnswer, PrepareRequest, Source } from "./messages.js"

export interface ThreadOptions {
  /** an idle thread ends after this, and its memory goes back */
  readonly idleMs: number
  /** a document that takes longer is given up; its thread is ended */
  readonly timeoutMs: number
  /** JavaScript heap of the thread, MiB */
  readonly heapMb: number
  /** script of the thread; the built one where left out */
  readonly script?: string
}

const defaults: ThreadOptions = { idleMs: 10_000, timeoutMs: 120_000, heapMb: 512 }

/** Requests that the thread holds: while one is answered the next is there already. */
const AHEAD = 4

const stopped = (): Problem => new Problem("aborted", "it was stopped")

export interface Outcome { readonly text: string; readonly prepared: Prepared }

interface Task {
  readonly whose: Whose
  readonly source: Source
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Problem) => void
  /** nobody waits for it any more */
  gone: boolean
  /** a thread broke down that held it first among others: it is read again with none behind it */
  alone: boolean
}

/**
 * One thread that reads files and cuts texts, in the order they were asked for:
 * the event loop stays free; a crash, an endless loop or a lack of memory ends
 * the thread and fails the one document it was at.
 */
export class PreparingThread {
  private readonly options: ThreadOptions
  private readonly waiting: Array<Task> = []
  private held: ReadonlyArray<{ readonly id: number; readonly task: Task }> = []
  private worker: Worker | null = null
  private timer: NodeJS.Timeout | null = null
  private next = 1
  private closed = false

  constructor(options: Partial<ThreadOptions> = {}) {
    this.options = { ...defaults, ...options }
  }

  /** Rejects with a `Problem`: what is wrong with the file, or `timeout`, `out_of_memory`, `crashed` or `aborted`. */
  prepare(whose: Whose, source: Source, signal?: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.closed || signal?.aborted === true) return reject(stopped())
      const task: Task = { whose, source, resolve, reject, gone: false, alone: false }
      signal?.addEventListener("abort", () => {
        task.gone = true
        reject(stopped())
        // once for all that go together
        setImmediate(() => {
          if (this.held[0]?.task === task) this.fail(stopped())
        })
      }, { once: true })
      this.waiting.push(task)
      this.send()
    })
  }

  /** Starts the thread where none runs; it ends again when it stays idle. */
  warm(): void {
    if (this.closed || this.worker !== null) return
    try {
      this.worker = this.start()
      this.watch()
    } catch {
      // the first document will say so
    }
  }

  /** Ends the thread; what is not answered is rejected as stopped. */
  async close(): Promise<void> {
    this.closed = true
    const all = [...this.held.map(({ task }) => task), ...this.waiting.splice(0)]
    this.held = []
    const ended = this.end()
    for (const task of all) task.reject(stopped())
    await ended
  }

  private send(): void {
    while (this.held.length < AHEAD && this.waiting.length > 0) {
      if (this.held.length > 0 && (this.held[0]!.task.alone || this.waiting[0]!.alone)) return
      const task = this.waiting.shift()!
      if (task.gone) continue
      let worker: Worker
      try {
        worker = this.worker ??= this.start()
      } catch (error) {
        task.reject(new Problem("crashed", `the thread that reads documents could not be started (${error instanceof Error ? error.message : String(error)})`))
        continue
      }
      const request: PrepareRequest = { id: this.next++, whose: task.whose, source: task.source }
      this.held = [...this.held, { id: request.id, task }]
      worker.ref()
      worker.postMessage(request)
      if (this.held.length === 1) this.watch()
    }
  }

  /** The clock of the document that the thread is at, or of its idleness. */
  private watch(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    if (this.held.length > 0) {
      this.timer = setTimeout(() => this.fail(new Problem("timeout", `reading it took longer than ${Math.round(this.options.timeoutMs / 1000)} s`)), this.options.timeoutMs)
      return
    }
    this.worker?.unref()
    this.timer = setTimeout(() => void this.end(), this.options.idleMs)
    this.timer.unref()
  }

  private start(): Worker {
    const worker = new Worker(this.options.script ?? workerFile("knowledge-worker", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.options.heapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
      execArgv: [], stdout: false, stderr: false
    })
    worker.on("message", (answer: PrepareAnswer) => this.hear(worker, answer))
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (worker !== this.worker) return
      this.broke(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? new Problem("out_of_memory", "reading it needed more memory than it may have") : new Problem("crashed", `reading it broke down (${error.message})`))
    })
    worker.on("exit", () => {
      if (worker === this.worker) this.broke(new Problem("crashed", "reading it ended without a result"))
    })
    return worker
  }

  private hear(worker: Worker, answer: PrepareAnswer): void {
    const { held } = this
    const found = worker === this.worker ? held.find(({ id }) => id === answer.id) : undefined
    if (found === undefined) return
    this.held = held.filter((one) => one !== found)
    if (answer.kind === "refused") found.task.reject(new Problem(answer.code, answer.reason))
    else found.task.resolve({ text: answer.text ?? (found.task.source.kind === "text" ? found.task.source.text : ""), prepared: answer.prepared })
    this.send()
    this.watch()
  }

  /** The last answers of a thread that breaks down may be lost: only a document that was alone in it is to blame. */
  private broke(problem: Problem): void {
    const first = this.held[0]?.task
    if (first === undefined || this.held.length === 1 || first.alone) return this.fail(problem)
    first.alone = true
    this.waiting.unshift(...this.held.map(({ task }) => task))
    this.held = []
    void this.end()
    this.send()
  }

  /** Gives up the document that the thread is at; what it has not begun goes to another one. */
  private fail(problem: Problem): void {
    const [current, ...rest] = this.held
    this.held = []
    this.waiting.unshift(...rest.map(({ task }) => task))
    void this.end()
    current?.task.reject(problem)
    if (!this.closed) this.send()
  }

  private async end(): Promise<void> {
    const { worker } = this
    this.worker = null
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    await worker?.terminate()
  }
}
