/** What whoever uses `WorkerThreads` says of its threads and of each job. */

export type ThreadFailure = "timeout" | "out_of_memory" | "crashed" | "aborted"

export interface ThreadLimits {
  /** an idle thread ends after this, and its memory goes back */
  readonly idleMs: number
  /** a job that takes longer is given up; its thread is ended */
  readonly timeoutMs: number
  /** JavaScript heap of one thread, MiB */
  readonly heapMb: number
}

export interface ThreadOptions<Request> extends ThreadLimits {
  /** threads at once */
  readonly size: number
  /** jobs that one thread holds: with more than 1 the next is there already while one is answered */
  readonly ahead: number
  /** of the heap: what is allocated and soon forgotten, MiB */
  readonly youngMb: number
  /** path of the script, asked for whenever a thread is started; it answers in the order it is asked, with the id of the request */
  readonly script: () => string
  /** what a job does, as the subject of a sentence about its failure: "the analysis" */
  readonly work: string
  /** makes the error that a job is rejected with */
  readonly failure: (code: ThreadFailure, message: string) => Error
  /** cleans up behind a request whose thread was ended before it answered; must not reject */
  readonly abandoned?: (request: Request) => Promise<void>
}

export interface Care<Answer> {
  /** nobody waits for the job any more */
  readonly signal?: AbortSignal | undefined
  /** true for what a thread says on the way; the job goes on */
  readonly interim?: (answer: Answer) => boolean
}
