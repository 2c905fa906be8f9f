import { Problem } from "../../evidence/engine/input/limits.js"
import { workerFile } from "../../kernel/workerFile.js"
import type { ThreadLimits } from "../../kernel/threadOptions.js"
import { WorkerThreads } from "../../kernel/workerThreads.js"
import type { Prepared, Whose } from "../engine/prepare.js"
import type { PrepareAnswer, PrepareRequest, Source } from "./messages.js"

export interface ThreadOptions extends ThreadLimits {
  /** script of the thread; the built one where left out */
  readonly script?: string
}

const defaults: ThreadOptions = { idleMs: 10_000, timeoutMs: 120_000, heapMb: 512 }

/** Requests that the thread holds: while one is answered the next is there already. */
const AHEAD = 64

export interface Outcome { readonly text: string; readonly prepared: Prepared }

/**
 * One thread that reads files and cuts texts, in the order they were asked for:
 * the event loop stays free; a crash, an endless loop or a lack of memory ends
 * the thread and fails the one document it was at.
 */
export class PreparingThread {
  private readonly threads: WorkerThreads<PrepareRequest, PrepareAnswer>

  constructor(options: Partial<ThreadOptions> = {}) {
    const { script, ...limits } = { ...defaults, ...options }
    this.threads = new WorkerThreads({
      ...limits, size: 1, ahead: AHEAD, youngMb: 32, work: "reading it",
      script: () => script ?? workerFile("knowledge-worker", import.meta.url),
      failure: (code, message) => new Problem(code, message)
    })
  }

  /** Rejects with a `Problem`: what is wrong with the file, or `timeout`, `out_of_memory`, `crashed` or `aborted`. */
  async prepare(whose: Whose, source: Source, signal?: AbortSignal): Promise<Outcome> {
    const answer = await this.threads.ask((id) => ({ id, kind: "prepare", whose, source }), { signal })
    if (answer.kind !== "prepared") throw answer.kind === "refused" ? new Problem(answer.code, answer.reason) : new Problem("crashed", "reading it gave no result")
    return { text: answer.text ?? (source.kind === "text" ? source.text : ""), prepared: answer.prepared }
  }

  /** Starts the thread where none runs, and has it rehearse: for many files that come soon. It ends again when it stays idle. */
  warm(): void {
    // where it fails, the first file says so
    if (this.threads.alive === 0) this.threads.ask((id) => ({ id, kind: "rehearse" })).catch(() => {})
  }

  /** Ends the thread; what is not answered is rejected as aborted. */
  close(): Promise<void> {
    return this.threads.close()
  }
}
