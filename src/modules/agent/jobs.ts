import { Schema } from "effect"
import { jobKind } from "../../providers/jobs/Jobs.js"

/** One turn of the dialogue. */
export const TurnJob = jobKind("agent.turn", Schema.Struct({
  caseId: Schema.String,
  ownerId: Schema.String,
  organizationId: Schema.String,
  turnNumber: Schema.Number,
  message: Schema.String,
  intent: Schema.NullOr(Schema.Struct({ type: Schema.String, data: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })),
  attachments: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] })
}))
export type TurnPayload = typeof TurnJob.payload.Type
