import { Context, type Effect, Schema, type Scope } from "effect"

/** A kind of background work: its name, payload and how often it is tried. */
export interface JobKind<A, I> {
  readonly kind: string
  readonly payload: Schema.Schema<A, I>
  /** attempts, counted when a job is claimed, so a killed process uses one up */
  readonly maxAttempts: number
}

export const jobKind = <A, I>(kind: string, payload: Schema.Schema<A, I>, maxAttempts = 3): JobKind<A, I> => ({ kind, payload, maxAttempts })

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled"

export interface JobRecord {
  readonly id: string
  readonly kind: string
  readonly state: JobState
  readonly attempt: number
  readonly maxAttempts: number
  /** owner and subject as given at enqueue: who may see it, what it is about */
  readonly ownerId: string | null
  readonly subject: string | null
  /** 0–100 */
  readonly progress: number
  readonly message: string | null
  /** decoded JSON the handler answered; null until done */
  readonly result: unknown
  /** reason of the last failure */
  readonly error: string | null
  /** epoch milliseconds */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface JobContext {
  readonly id: string
  readonly attempt: number
  readonly maxAttempts: number
  /** what an earlier attempt saved; null on the first */
  readonly checkpoint: unknown
  /** Saves a checkpoint; interrupts the job where the lease was lost. */
  readonly save: (checkpoint: unknown) => Effect.Effect<void>
  /** 0–100 with an optional line for people */
  readonly progress: (percent: number, message?: string) => Effect.Effect<void>
}

/** Fails a job at once, without another attempt; `reason` is shown to the owner. */
export class JobRejected extends Schema.TaggedError<JobRejected>()("JobRejected", { reason: Schema.String }) {
  override get message() {
    return this.reason
  }
}

/** A live job with the same key exists. */
export class JobExists extends Schema.TaggedError<JobExists>()("JobExists", { id: Schema.String }) {}

export interface EnqueueOptions {
  /** at most one live (queued or running) job per kind and key */
  readonly key?: string
  readonly id?: string
  /** epoch milliseconds; default now */
  readonly runAt?: number
  readonly ownerId?: string
  readonly subject?: string
}

/**
 * Durable background work. The row is the truth, supervised fibers execute it:
 * at least once, fenced by owner and attempt so that a job never runs twice to
 * the end.
 */
export class Jobs extends Context.Tag("faultmaven/providers/Jobs")<Jobs, {
  readonly implementation: string
  /** Joins the caller's transaction. `JobExists` where a live job has the key. */
  readonly enqueue: <A, I>(kind: JobKind<A, I>, payload: A, options?: EnqueueOptions) => Effect.Effect<string, JobExists>
  readonly get: (id: string) => Effect.Effect<JobRecord | null>
  /** The live job of a key. */
  readonly live: (kind: string, key: string) => Effect.Effect<JobRecord | null>
  readonly list: (query: {
    readonly ownerId?: string
    readonly kinds?: ReadonlyArray<string>
    readonly state?: JobState
    readonly limit: number
    readonly offset: number
  }) => Effect.Effect<{ readonly jobs: ReadonlyArray<JobRecord>; readonly total: number }>
  /** False where it had ended before. */
  readonly cancel: (id: string) => Effect.Effect<boolean>
  /** Queues a failed or cancelled job again, attempts at zero; false in any other state. */
  readonly retry: (id: string) => Effect.Effect<boolean>
  /** Waits until the job has ended (or is gone: null). Interruptible. */
  readonly awaitEnd: (id: string) => Effect.Effect<JobRecord | null>
  /**
   * Registers the handler and starts claiming. On release it stops claiming,
   * waits up to the drain time for running jobs, then hands the rest back.
   */
  readonly work: <A, I, B, E extends { readonly message?: string }, R>(
    kind: JobKind<A, I>,
    options: { readonly concurrency: number },
    run: (payload: A, job: JobContext) => Effect.Effect<B, E, R>
  ) => Effect.Effect<void, never, R | Scope.Scope>
  /** Kinds that have a handler in this process. */
  readonly handled: Effect.Effect<ReadonlyArray<string>>
  /** Gives up exhausted leases and deletes ended jobs older than the retention; answers the number deleted. */
  readonly sweep: (retention: { readonly doneMs: number; readonly failedMs: number }) => Effect.Effect<number>
}>() {}
