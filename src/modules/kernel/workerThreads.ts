import { Worker } from "node:worker_threads"
import type { Care, ThreadOptions } from "./threadOptions.js"

interface Job<Request, Answer> {
  readonly make: (id: number) => Request
  readonly interim: ((answer: Answer) => boolean) | undefined
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  /** answered, rejected or aborted */
  settled: boolean
  /** a thread broke down that held it first among others: it is asked again with none behind it */
  alone: boolean
}

interface Held<Request, Answer> {
  readonly id: number
  readonly request: Request
  readonly job: Job<Request, Answer>
}

interface Thread<Request, Answer> {
  readonly worker: Worker
  held: ReadonlyArray<Held<Request, Answer>>
  timer: NodeJS.Timeout | null
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Worker threads that answer requests, in the order they were asked for: a
 * crash, an endless loop or a lack of memory ends one thread and fails the one
 * job it was at; the others are answered by another thread. Threads start when
 * there is work, and keep the process alive only while they have some.
 */
export class WorkerThreads<Request, Answer extends { readonly id: number }> {
  private readonly threads = new Set<Thread<Request, Answer>>()
  private readonly ending = new Set<Promise<void>>()
  private waiting: Array<Job<Request, Answer>> = []
  private next = 1
  private sweeping = false
  private closed = false

  constructor(private readonly options: ThreadOptions<Request>) {}

  /** Threads alive now. */
  get alive(): number {
    return this.threads.size
  }

  /** `make` may be called again: when a thread breaks down that held the job and had perhaps not begun it. */
  ask(make: (id: number) => Request, { interim, signal }: Care<Answer> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.closed || signal?.aborted === true) return reject(this.stopped())
      const job: Job<Request, Answer> = {
        make, interim, settled: false, alone: false,
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error))
      }
      const onAbort = () => {
        job.reject(this.stopped())
        this.sweepSoon()
      }
      const settle = (tell: () => void) => {
        if (job.settled) return
        job.settled = true
        signal?.removeEventListener("abort", onAbort)
        tell()
      }
      signal?.addEventListener("abort", onAbort, { once: true })
      this.waiting.push(job)
      this.send()
    })
  }

  /** Ends all threads; what is not answered is rejected as aborted. */
  async close(): Promise<void> {
    this.closed = true
    const jobs = [...[...this.threads].flatMap(({ held }) => held.map(({ job }) => job)), ...this.waiting.splice(0)]
    for (const thread of this.threads) this.end(thread)
    for (const job of jobs) job.reject(this.stopped())
    await Promise.all(this.ending)
  }

  private stopped(): Error {
    return this.options.failure("aborted", `${this.options.work} was stopped`)
  }

  private crashed(message: string): Error {
    return this.options.failure("crashed", `${this.options.work} ${message}`)
  }

  /** Aborted jobs are cleared away once for all that go together. */
  private sweepSoon(): void {
    if (this.sweeping) return
    this.sweeping = true
    setImmediate(() => {
      this.sweeping = false
      this.waiting = this.waiting.filter(({ settled }) => !settled)
      for (const thread of this.threads) if (thread.held[0]?.job.settled === true) this.fail(thread, this.stopped())
    })
  }

  private send(): void {
    while (this.waiting.length > 0 && !this.closed) {
      const job = this.waiting[0]!
      try {
        const thread = job.settled ? null : this.threadFor(job)
        if (thread === undefined) return
        this.waiting.shift()
        if (thread !== null) this.give(thread, job)
      } catch (error) {
        this.waiting.shift()
        job.reject(this.crashed(`could not be started (${said(error)})`))
      }
    }
  }

  /** An idle thread, else a new one, else the one with the most room. */
  private threadFor(job: Job<Request, Answer>): Thread<Request, Answer> | undefined {
    const [least] = [...this.threads].filter(({ held }) => held.length < this.options.ahead && held[0]?.job.alone !== true).sort((a, b) => a.held.length - b.held.length)
    if (least?.held.length === 0) return least
    if (this.threads.size < this.options.size) return this.start()
    return job.alone ? undefined : least
  }

  private give(thread: Thread<Request, Answer>, job: Job<Request, Answer>): void {
    const id = this.next++
    const idle = thread.held.length === 0
    try {
      const request = job.make(id)
      thread.worker.postMessage(request)
      thread.held = [...thread.held, { id, request, job }]
    } catch (error) {
      // what is asked cannot cross to a thread
      job.reject(this.crashed(`could not be started (${said(error)})`))
    }
    if (idle) this.watch(thread)
  }

  /** The clock of the job that the thread is at, or of its idleness. */
  private watch(thread: Thread<Request, Answer>): void {
    const { idleMs, timeoutMs, work } = this.options
    if (thread.timer !== null) clearTimeout(thread.timer)
    if (thread.held.length > 0) {
      thread.worker.ref()
      thread.timer = setTimeout(() => this.fail(thread, this.options.failure("timeout", `${work} took longer than ${Math.round(timeoutMs / 1000)} s`)), timeoutMs)
      return
    }
    thread.worker.unref()
    thread.timer = setTimeout(() => this.end(thread), idleMs)
    thread.timer.unref()
  }

  private start(): Thread<Request, Answer> {
    const { heapMb, script, work, youngMb } = this.options
    const worker = new Worker(script(), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngMb, stackSizeMb: 4 },
      execArgv: [], stdout: false, stderr: false
    })
    const thread: Thread<Request, Answer> = { worker, held: [], timer: null }
    this.threads.add(thread)
    worker.on("message", (answer: Answer) => this.hear(thread, answer))
    worker.on("error", (error: NodeJS.ErrnoException) => this.broke(thread, error.code === "ERR_WORKER_OUT_OF_MEMORY"
      ? this.options.failure("out_of_memory", `${work} needed more memory than it may have`)
      : this.crashed(`broke down (${error.message})`)))
    worker.on("exit", () => this.broke(thread, this.crashed("ended without a result")))
    return thread
  }

  private hear(thread: Thread<Request, Answer>, answer: Answer): void {
    const found = thread.held.find(({ id }) => id === answer.id)
    if (found === undefined || (!found.job.settled && found.job.interim?.(answer) === true)) return
    thread.held = thread.held.filter((one) => one !== found)
    found.job.resolve(answer)
    this.send()
    this.watch(thread)
  }

  /** The last answers of a thread that breaks down may be lost: only a job that was alone in it is to blame. */
  private broke(thread: Thread<Request, Answer>, failure: Error): void {
    const first = thread.held[0]?.job
    if (first === undefined || thread.held.length === 1 || first.alone) return this.fail(thread, failure)
    first.alone = true
    this.waiting.unshift(...thread.held.map(({ job }) => job))
    this.end(thread)
    this.send()
  }

  /** Gives up the job that the thread is at; what it has not begun goes to another one. */
  private fail(thread: Thread<Request, Answer>, failure: Error): void {
    const [current, ...rest] = thread.held
    this.waiting.unshift(...rest.map(({ job }) => job))
    this.end(thread)
    current?.job.reject(failure)
    this.send()
  }

  private end(thread: Thread<Request, Answer>): void {
    if (!this.threads.delete(thread)) return
    if (thread.timer !== null) clearTimeout(thread.timer)
    const { held } = thread
    thread.held = []
    const ended = thread.worker.terminate().then(() => Promise.all(held.map(({ request }) => this.options.abandoned?.(request)))).then(() => {
      this.ending.delete(ended)
    })
    this.ending.add(ended)
  }
}
