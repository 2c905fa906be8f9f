import { randomUUID } from "node:crypto"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { workerFile } from "../../kernel/workerFile.js"
import type { ThreadLimits } from "../../kernel/threadOptions.js"
import { WorkerThreads } from "../../kernel/workerThreads.js"
import type { Analysis } from "../engine/analysis.js"
import { Problem } from "../engine/input/limits.js"
import type { Differences } from "../engine/versions.js"
import type { LineIndex } from "../lineIndex.js"
import type { AnalysisAnswer, AnalysisRequest, Wanted } from "./messages.js"

export interface PoolOptions extends ThreadLimits {
  /** workers at once */
  readonly size: number
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
  private readonly threads: WorkerThreads<AnalysisRequest, AnalysisAnswer>

  constructor(options: Partial<PoolOptions> = {}) {
    const { script, ...limits } = { ...defaults, ...options }
    this.threads = new WorkerThreads({
      ...limits, ahead: 1, youngMb: 8, work: "the analysis",
      script: () => script ?? workerFile("analysis-worker", import.meta.url),
      failure: (code, message) => new Problem(code, message),
      // a folder that cannot be removed is no reason to fail anybody
      abandoned: ({ scratchFolder }) => rm(scratchFolder, { recursive: true, force: true }).catch(() => {})
    })
  }

  /** Workers alive now. */
  get workers(): number {
    return this.threads.alive
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

  private async submit({ onProgress, signal, ...request }: Task, wanted: Wanted): Promise<AnalysisAnswer> {
    const answer = await this.threads.ask((id) => ({ ...request, wanted, id, scratchFolder: join(tmpdir(), `faultmaven-analysis-${randomUUID()}`) }), {
      signal,
      interim: (said) => {
        if (said.kind !== "progress") return false
        onProgress?.(said.percent)
        return true
      }
    })
    if (answer.kind === "refused") throw new Problem(answer.code, answer.message)
    if (answer.kind === "crashed") throw new Problem("crashed", `the analysis broke down (${answer.message})`)
    return answer
  }

  /** Ends all workers; running and waiting analyses are rejected as aborted. */
  close(): Promise<void> {
    return this.threads.close()
  }
}
