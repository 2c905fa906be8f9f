import { Effect, Stream } from "effect"
import type { ProviderError } from "../errors.js"
import { failureOf } from "../vendorFailures.js"
import type { ChatRequest, ChatResult } from "./Llm.js"

/** How one attempt is to be made. */
export interface Attempt {
  readonly model: string
  /** extra output tokens for a model that thinks before it writes */
  readonly headroom: number
  /** prompt and answer together, tokens */
  readonly window: number
  /**
   * After a refusal of the full request: leave out what newer or smaller
   * models reject (temperature, the schema parameter) and ask in words.
   */
  readonly plain: boolean
}

export type VendorAnswer = Pick<ChatResult, "text" | "toolCalls" | "finishReason" | "usage">

export type VendorEvent =
  | { readonly type: "delta"; readonly text: string }
  | { readonly type: "done"; readonly answer: VendorAnswer }

/** One vendor's wire protocol: single attempts, without retries, limits or choice of model. */
export interface Vendor {
  readonly name: string
  readonly answer: (request: ChatRequest, attempt: Attempt, signal: AbortSignal) => Promise<VendorAnswer>
  readonly events: (request: ChatRequest, attempt: Attempt, signal: AbortSignal) => AsyncGenerator<VendorEvent>
  /** reaches the vendor with the configured credentials, spends no tokens */
  readonly check: (model: string, signal: AbortSignal) => Promise<void>
}

/** Ending the iteration aborts the request first; otherwise it would wait for the vendor's next token. */
const abortable = <A>(start: (signal: AbortSignal) => AsyncGenerator<A>): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: () => {
    const controller = new AbortController()
    const iterator = start(controller.signal)
    return {
      next: () => iterator.next(),
      return: async () => {
        controller.abort()
        // the generator may be waiting inside the aborted read: nobody waits for it
        void iterator.return(undefined).catch(() => undefined)
        return { done: true, value: undefined }
      }
    }
  }
})

export const answerOf = (vendor: Vendor, request: ChatRequest, attempt: Attempt): Effect.Effect<VendorAnswer, ProviderError> =>
  Effect.tryPromise({ try: (signal) => vendor.answer(request, attempt, signal), catch: failureOf(`llm/${vendor.name}`) })

export const eventsOf = (vendor: Vendor, request: ChatRequest, attempt: Attempt): Stream.Stream<VendorEvent, ProviderError> =>
  Stream.fromAsyncIterable(abortable((signal) => vendor.events(request, attempt, signal)), failureOf(`llm/${vendor.name}`))

export const checkOf = (vendor: Vendor, model: string): Effect.Effect<void, ProviderError> =>
  Effect.tryPromise({ try: (signal) => vendor.check(model, signal), catch: failureOf(`llm/${vendor.name}`) })

/** The protocol ends an answer with a reason; without one the line was cut. */
export const cutStream = (): Error => Object.assign(new Error("the stream ended before the answer did"), { name: "StreamCut" })
