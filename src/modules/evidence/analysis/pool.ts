import { randomUUID } from "node:crypto"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { workerFile } from "../../kernel/workerFile.js"
import type { Analysis } from "../engine/analysis.js"
import { Problem } from "../engine/input/limits.js"
import type { Differences } from "../engine/versions.js"
import type { LineIndex } from "../lineIndex.js"
import type { AnalysisAnswer, AnalysisRequest, Wanted } from "./messages.js"

export interface PoolOptions {
  /** workers at once */
  readonly size: number
  /** an idle worker ends after this, and its memory goes back */
  readonly idleMs: number
  /** a file whose analysis takes longer is given up; its worker is ended */
  readonly timeoutMs: number
  /** JavaScript heap of one worker, MiB */
  readonly heapMb: number
  /** script of the worker thread; the built one where left out */
  readonly script?: string
}

const defaults: PoolOptions = { size: 1, idleMs: 10_000, timeoutMs: 300_000, heapMb: 384 }

/** A file and how long it matters. */
export interface Task extends Omit<AnalysisRequest, "id" | "scratchFolder" | "wanted"> {
  readonly onProgress?: (percent: number) => void
  readonly signal?: AbortSignal
}

type Of<Kind extends Wanted["kind"]> = Omit<Extract<Wanted, { readonly kind: Kind }>, "kind">

interface Job {
  readonly task: Task
  readonly wanted: Wanted
  readonly resolve: (answer: AnalysisAnswer) => void
  readonly reject: (problem: Problem) => void
  settled: boolean
}

interface Slot {
  readonly worker: Worker
  job: Job | null
  id: number
  scratch: string | null
  timer: NodeJS.Timeout | null
}

const broken = (): never => {
  throw new Problem("crashed", "the analysis answered something else than it was asked")
}

/**
 * Analyses files in worker threads: the event loop stays free, a crash, an
 * endless loop or a lack of memory ends one worker and fails one file.
 * `analyze` rejects only with a `Problem`: `timeout`, `out_of_memory`,
 * `crashed` or `aborted`; files that cannot be analysed answer an analysis
 * with `status: "failed"`. The others also reject with what is wrong with the
 * file.
 */
export class AnalysisPool {
  private readonly options: PoolOptions
  private readonly slots = new Set<Slot>()
  private readonly queue: Array<Job> = []
  private next = 1
  private closed = false

  constructor(options: Partial<PoolOptions> = {}) {
    this.options = { ...defaults, ...options }
  }

  /** Workers alive now. */
  get workers(): number {
    return this.slots.size
  }

  async analyze({ declaredType, sourceUrl, ...task }: Task & Of<"analyze">): Promise<Analysis> {
    const answer = await this.submit(task, { kind: "analyze", sourceUrl, declaredType })
    return answer.kind === "done" ? answer.analysis : broken()
  }

  /** The text of an artefact, such as `#text` of a document; at most 2 MiB of it, null where there is none. */
  async text({ artifact, ...task }: Task & Of<"text">): Promise<string | null> {
    const answer = await this.submit(task, { kind: "text", artifact })
    return answer.kind === "text" ? answer.text : broken()
  }

  /** What differs in texts of the file from earlier versions of them. */
  async compare({ pairs, ...task }: Task & Of<"compare">): Promise<ReadonlyArray<Differences>> {
    const answer = await this.submit(task, { kind: "compare", pairs })
    return answer.kind === "compared" ? answer.differences : broken()
  }

  /** Whether each passage still is what it was; null where the file as a whole is another than it was. */
  async verify({ passages, sha256, ...task }: Task & Of<"verify">): Promise<ReadonlyArray<boolean> | null> {
    const answer = await this.submit(task, { kind: "verify", sha256, passages })
    return answer.kind === "verified" ? answer.holds : broken()
  }

  /** Writes an artefact to the new file `target`; null where there is none. A file that is another than it was rejects as `damaged`. */
  async unpack({ artifact, sha256, target, ...task }: Task & Of<"unpack">): Promise<LineIndex | null> {
    const answer = await this.submit(task, { kind: "unpack", sha256, artifact, target })
    return answer.kind === "unpacked" ? answer.index : broken()
  }

  private submit(task: Task, wanted: Wanted): Promise<AnalysisAnswer> {
    return new Promise((resolve, reject) => {
      if (this.closed || task.signal?.aborted === true) return reject(new Problem("aborted", "the analysis was stopped"))
      const job: Job = { task, wanted, resolve, reject, settled: false }
      task.signal?.addEventListener("abort", () => this.abort(job), { once: true })
      this.queue.push(job)
      this.work()
    })
  }

  /** Ends all workers; running and waiting analyses are rejected as aborted. */
  async close(): Promise<void> {
    this.closed = true
    for (const job of this.queue.splice(0)) this.fail(job, new Problem("aborted", "the analysis was stopped"))
    await Promise.all([...this.slots].map((slot) => this.end(slot, new Problem("aborted", "the analysis was stopped"))))
  }

  private abort(job: Job): void {
    const waiting = this.queue.indexOf(job)
    if (waiting !== -1) this.queue.splice(waiting, 1)
    const problem = new Problem("aborted", "the analysis was stopped")
    for (const slot of this.slots) if (slot.job === job) void this.end(slot, problem)
    this.fail(job, problem)
  }

  private fail(job: Job, problem: Problem): void {
    if (job.settled) return
    job.settled = true
    job.reject(problem)
  }

  private work(): void {
    while (this.queue.length > 0) {
      let slot = [...this.slots].find((one) => one.job === null)
      if (slot === undefined) {
        if (this.slots.size >= this.options.size) return
        try {
          slot = this.start()
        } catch (error) {
          this.fail(this.queue.shift()!, new Problem("crashed", `the analysis could not be started (${error instanceof Error ? error.message : String(error)})`))
          continue
        }
      }
      this.run(slot, this.queue.shift()!)
    }
  }

  private start(): Slot {
    const worker = new Worker(this.options.script ?? workerFile("analysis-worker", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.options.heapMb, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 },
      execArgv: [],
      stdout: false,
      stderr: false
    })
    worker.unref()
    const slot: Slot = { worker, job: null, id: 0, scratch: null, timer: null }
    this.slots.add(slot)
    worker.on("message", (message: AnalysisAnswer) => this.hear(slot, message))
    worker.on("error", (error: NodeJS.ErrnoException) => {
      void this.end(slot, error.code === "ERR_WORKER_OUT_OF_MEMORY"
        ? new Problem("out_of_memory", "the analysis needed more memory than it may have")
        : new Problem("crashed", `the analysis broke down (${error.message})`))
    })
    worker.on("exit", () => void this.end(slot, new Problem("crashed", "the analysis ended without a result")))
    return slot
  }

  private run(slot: Slot, job: Job): void {
    const { onProgress: _, signal: __, ...request } = job.task
    slot.job = job
    slot.id = this.next++
    if (slot.timer !== null) clearTimeout(slot.timer)
    slot.timer = setTimeout(() => void this.end(slot, new Problem("timeout", `the analysis took longer than ${Math.round(this.options.timeoutMs / 1000)} s`)), this.options.timeoutMs)
    slot.worker.ref()
    const scratchFolder = slot.scratch = join(tmpdir(), `faultmaven-analysis-${randomUUID()}`)
    slot.worker.postMessage({ ...request, wanted: job.wanted, id: slot.id, scratchFolder } satisfies AnalysisRequest)
  }

  private hear(slot: Slot, message: AnalysisAnswer): void {
    const { job } = slot
    if (job === null || message.id !== slot.id) return
    if (message.kind === "progress") {
      job.task.onProgress?.(message.percent)
      return
    }
    if (slot.timer !== null) clearTimeout(slot.timer)
    slot.job = null
    slot.worker.unref()
    slot.timer = setTimeout(() => void this.end(slot, null), this.options.idleMs)
    slot.timer.unref()
    if (!job.settled) {
      job.settled = true
      if (message.kind === "refused") job.reject(new Problem(message.code, message.message))
      else if (message.kind === "crashed") job.reject(new Problem("crashed", `the analysis broke down (${message.message})`))
      else job.resolve(message)
    }
    this.work()
  }

  private async end(slot: Slot, problem: Problem | null): Promise<void> {
    if (!this.slots.delete(slot)) return
    if (slot.timer !== null) clearTimeout(slot.timer)
    if (slot.job !== null && problem !== null) this.fail(slot.job, problem)
    slot.job = null
    const ended = slot.worker.terminate()
    if (!this.closed) this.work()
    await ended
    if (slot.scratch !== null) await rm(slot.scratch, { recursive: true, force: true })
  }
}
