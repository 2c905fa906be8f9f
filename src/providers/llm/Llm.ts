import { Context, type Effect, type Stream } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

export type LlmTask = "chat" | "synthesis" | "vision" | "title"

export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly mimeType: string; readonly base64: string }

export type ChatMessage =
  | { readonly role: "system"; readonly content: string }
  | { readonly role: "user"; readonly content: string | ReadonlyArray<ContentPart> }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls?: ReadonlyArray<ToolCall> }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string }

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** JSON text as the model wrote it; decode before use */
  readonly arguments: string
}

export interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments object */
  readonly parameters: Record<string, unknown>
}

/**
 * Facts already established by code, for the built-in analyst, which answers
 * from them alone. Vendor models get the same facts inside the prompt.
 * `marker` (such as `E1`, `K2`) is how the answer cites a fact: `[E1]`.
 */
export interface Grounding {
  readonly question: string
  readonly caseTitle: string
  readonly evidence: ReadonlyArray<{
    readonly marker: string
    readonly fileName: string
    readonly lines: string
    readonly kind: string
    readonly severity: string
    readonly title: string
    readonly detail: string
  }>
  readonly knowledge: ReadonlyArray<{
    readonly marker: string
    readonly title: string
    readonly section: string
    readonly text: string
    readonly score: number
  }>
  /** ranked causes from the offline diagnosis; markers point into `evidence` */
  readonly hypotheses: ReadonlyArray<{
    readonly statement: string
    readonly confidence: number
    readonly markers: ReadonlyArray<string>
    readonly checks: ReadonlyArray<string>
  }>
  /** one line per analysed file (type, lines, span, level counts); `marker` (such as `F1`) cites the whole file */
  readonly files: ReadonlyArray<{ readonly name: string; readonly summary: string; readonly marker: string }>
}

export interface ChatRequest {
  readonly task: LlmTask
  readonly messages: ReadonlyArray<ChatMessage>
  readonly grounding?: Grounding
  readonly tools?: ReadonlyArray<ToolDefinition>
  /** ask for one JSON object of this JSON Schema as the answer text */
  readonly jsonSchema?: { readonly name: string; readonly schema: Record<string, unknown> }
  readonly maxOutputTokens?: number
  readonly temperature?: number
  /** whole call, retries and fallbacks included, milliseconds; default 60,000 */
  readonly deadlineMs?: number
}

export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

export interface ChatResult {
  readonly text: string
  readonly toolCalls: ReadonlyArray<ToolCall>
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter" | "other"
  readonly usage: Usage
  /** implementation that answered, such as `openai`, `builtin` */
  readonly provider: string
  readonly model: string
  /** US dollars from the configured price table; null where the price is unknown */
  readonly costUsd: number | null
}

export type ChatEvent =
  | { readonly type: "delta"; readonly text: string }
  | { readonly type: "done"; readonly result: ChatResult }

/** Language model. A stream ends with exactly one `done`; a stream cut midway fails. */
export class Llm extends Context.Tag("faultmaven/providers/Llm")<Llm, {
  readonly implementation: string
  /** false for the built-in analyst: no model is configured and answers must say so */
  readonly hasModel: boolean
  /** largest prompt in tokens for a task; callers cut to it */
  readonly contextWindow: (task: LlmTask) => number
  /** whether a model takes images for task `vision` and may be sent them; where not, a request with one is refused with the reason */
  readonly takesImages: boolean
  readonly chat: (request: ChatRequest) => Effect.Effect<ChatResult, ProviderError>
  readonly stream: (request: ChatRequest) => Stream.Stream<ChatEvent, ProviderError>
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
