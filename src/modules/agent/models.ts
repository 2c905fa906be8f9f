import { Schema } from "effect"

/** A place an answer rests on. */
export const Citation = Schema.Struct({
  /** as it stands in the text, such as `E1` or `K2` */
  marker: Schema.String,
  kind: Schema.Literal("evidence", "knowledge"),
  /** the stored bytes were read and match `sha256` */
  verified: Schema.Boolean,
  title: Schema.String,
  quote: Schema.String,
  sha256: Schema.String,
  byte_start: Schema.Number,
  byte_end: Schema.Number,
  evidence_id: Schema.NullOr(Schema.String),
  filename: Schema.NullOr(Schema.String),
  line_start: Schema.NullOr(Schema.Number),
  line_end: Schema.NullOr(Schema.Number),
  /** the text inside the file that bytes and lines are of (`app.log` of a zip, `#text` of a PDF); null: the file itself. Answers of earlier versions have none */
  artifact: Schema.optional(Schema.NullOr(Schema.String)),
  document_id: Schema.NullOr(Schema.String),
  chunk_id: Schema.NullOr(Schema.String)
}).annotations({ identifier: "Citation" })
export type Citation = typeof Citation.Type

export const SuggestedAction = Schema.Struct({
  /** `RUN` copies a command, `DECIDE` sends payload and intent back, `EVIDENCE` asks for a file */
  type: Schema.Literal("RUN", "DECIDE", "EVIDENCE", "FREE_SPEECH"),
  label: Schema.String,
  payload: Schema.NullOr(Schema.String),
  intent: Schema.NullOr(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  /** `read_only`, `caution` or `dangerous` for commands */
  safety: Schema.NullOr(Schema.String),
  /** one sentence of explanation */
  body: Schema.NullOr(Schema.String),
  hints: Schema.Array(Schema.String),
  evidence_need_id: Schema.NullOr(Schema.String)
}).annotations({ identifier: "SuggestedAction" })
export type SuggestedAction = typeof SuggestedAction.Type

/** A file that came with a question. */
export const TurnAttachment = Schema.Struct({
  file_id: Schema.String,
  evidence_id: Schema.String,
  filename: Schema.String,
  file_size: Schema.Number,
  source_type: Schema.String,
  /** what the content was found to be; null while that is unknown */
  data_type: Schema.NullOr(Schema.String),
  processing_status: Schema.String,
  summary: Schema.NullOr(Schema.String)
}).annotations({ identifier: "AttachmentResult" })
export type TurnAttachment = typeof TurnAttachment.Type

/** Result of a turn, as answered to both extensions and the dashboard. */
export const TurnResult = Schema.Struct({
  agent_response: Schema.String,
  case_id: Schema.String,
  turn_number: Schema.Number,
  message_id: Schema.String,
  milestones_completed: Schema.Array(Schema.String),
  progress_made: Schema.Boolean,
  status_transitioned: Schema.Boolean,
  current_status: Schema.Literal("consulting", "investigating", "resolved", "closed"),
  case_state: Schema.String,
  case_status: Schema.String,
  /** several turns without a new fact */
  is_stuck: Schema.Boolean,
  attachments_processed: Schema.Array(TurnAttachment),
  timestamp: Schema.String,
  citations: Schema.Array(Citation),
  /** sentences marked as unverified in the answer */
  unverified_claims: Schema.Number,
  suggested_actions: Schema.Array(SuggestedAction),
  provider: Schema.String,
  model: Schema.String,
  usage: Schema.Struct({ input_tokens: Schema.Number, output_tokens: Schema.Number, cost_usd: Schema.NullOr(Schema.Number) }),
  duration_ms: Schema.Number
}).annotations({ identifier: "TurnResult" })
export type TurnResult = typeof TurnResult.Type

export type TurnStatus = "processing" | "completed" | "failed" | "cancelled"

export interface Turn {
  readonly jobId: string
  readonly caseId: string
  readonly turnNumber: number
  readonly status: TurnStatus
  readonly result: TurnResult | null
  readonly error: string | null
  readonly createdAt: number
}

/** One entry of a turn's log; `seq` starts at 1 and is the SSE event id. */
export interface TurnEvent {
  readonly seq: number
  readonly type: "progress" | "delta" | "citation" | "restarted" | "done" | "error"
  readonly data: Record<string, unknown>
}

export interface Question {
  readonly caseId: string
  /** 1–10,000 characters */
  readonly message: string
  /** kept with the user's message: attachments, intent, source */
  readonly metadata?: Record<string, unknown>
  readonly intent?: { readonly type: string; readonly data: Record<string, unknown> } | null
  /** evidence of the case that this question brings; it is waited for and reported on */
  readonly attachments?: ReadonlyArray<string>
}

/** One model call; `cost_usd` null where the price is unknown. */
export interface UsageRow {
  readonly at: number
  readonly owner_id: string | null
  readonly case_id: string | null
  readonly provider: string
  readonly model: string
  readonly task: string
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cost_usd: number | null
  readonly duration_ms: number
}
