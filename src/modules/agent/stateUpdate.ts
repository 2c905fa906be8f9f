import { Either, Schema } from "effect"
import type { ToolCall, ToolDefinition } from "../../providers/llm/Llm.js"
import type { Case, Hypothesis, Milestone, NewSolution, TurnOutcome } from "../case/index.js"
import { hypothesisStatement, Milestone as MilestoneSchema } from "../case/index.js"
import type { Citation } from "./models.js"

/** The tool through which a model reports what a turn established. Every part is optional and decoded on its own. */
export const updateCaseTool: ToolDefinition = {
  name: "update_case",
  description: "Record what this turn established. Every milestone, hypothesis and solution must name the markers it rests on.",
  parameters: {
    type: "object",
    properties: {
      problem_statement: { type: "string", description: "one sentence that states the problem" },
      urgency: { enum: ["low", "medium", "high", "critical", "unknown"] },
      temporal_state: { enum: ["ongoing", "historical"] },
      milestones: {
        type: "array",
        items: { type: "object", properties: { name: { enum: [...MilestoneSchema.literals] }, markers: { type: "array", items: { type: "string" } } }, required: ["name", "markers"] }
      },
      hypotheses: {
        type: "array", maxItems: 5,
        items: {
          type: "object",
          properties: {
            id: { type: "string", description: "an existing hypothesis to update" }, statement: { type: "string" }, category: { type: "string" },
            likelihood: { type: "number", minimum: 0, maximum: 1 }, status: { enum: ["active", "validated", "refuted", "inconclusive"] },
            rationale: { type: "string" }, supporting: { type: "array", items: { type: "string" } }, contradicting: { type: "array", items: { type: "string" } }
          },
          required: ["statement", "likelihood"]
        }
      },
      root_cause: { type: "object", properties: { statement: { type: "string" }, confidence: { type: "number" }, markers: { type: "array", items: { type: "string" } } }, required: ["statement", "confidence", "markers"] },
      solutions: {
        type: "array", maxItems: 3,
        items: { type: "object", properties: { title: { type: "string" }, type: { type: "string" }, immediate_action: { type: "string" }, longterm_fix: { type: "string" }, steps: { type: "array", items: { type: "string" } }, commands: { type: "array", items: { type: "string" } }, risks: { type: "array", items: { type: "string" } } }, required: ["title"] }
      },
      next_actions: { type: "array", maxItems: 5, items: { type: "string" } }
    }
  }
}

const Strings = Schema.Array(Schema.String)
const optional = Schema.optional
const parts = {
  problem_statement: Schema.String.pipe(Schema.maxLength(1_000)),
  urgency: Schema.Literal("low", "medium", "high", "critical", "unknown"),
  temporal_state: Schema.Literal("ongoing", "historical"),
  next_actions: Strings,
  root_cause: Schema.Struct({ statement: Schema.String, confidence: Schema.Number, markers: Strings })
}
const MilestoneItem = Schema.Struct({ name: MilestoneSchema, markers: Strings })
const HypothesisItem = Schema.Struct({
  id: optional(Schema.String), statement: Schema.String, category: optional(Schema.String), likelihood: Schema.Number,
  status: optional(Schema.Literal("active", "validated", "refuted", "inconclusive")), rationale: optional(Schema.String),
  supporting: optional(Strings), contradicting: optional(Strings)
})
const SolutionItem = Schema.Struct({
  title: Schema.String, type: optional(Schema.String), immediate_action: optional(Schema.String), longterm_fix: optional(Schema.String),
  steps: optional(Strings), commands: optional(Strings), risks: optional(Strings)
})

const decoded = <A, I>(schema: Schema.Schema<A, I>, value: unknown): A | undefined => Either.getOrUndefined(Schema.decodeUnknownEither(schema)(value))
const eachOf = <A, I>(schema: Schema.Schema<A, I>, value: unknown): ReadonlyArray<A> =>
  Array.isArray(value) ? value.flatMap((item: unknown) => decoded(schema, item) ?? []) : []

export type StateUpdate = Pick<TurnOutcome, "milestones" | "investigation" | "newHypotheses" | "hypothesisUpdates" | "newSolutions">

export const noUpdate: StateUpdate = { milestones: [], investigation: {}, newHypotheses: [], hypothesisUpdates: [], newSolutions: [] }

const VALIDATED_LIKELIHOOD = 0.7

const jsonOf = (call: ToolCall): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(call.arguments)
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : null
  } catch {
    return null
  }
}

/**
 * Takes over what a model reported, valid part by valid part; a milestone, a
 * validation or a root cause without a verified passage is refused here, in
 * code, whatever the model says.
 */
export const updateFromTool = (
  calls: ReadonlyArray<ToolCall>,
  citations: ReadonlyMap<string, Citation>,
  existing: ReadonlyArray<Hypothesis>,
  at: number
): StateUpdate => {
  const call = calls.find((c) => c.name === updateCaseTool.name)
  const body = call === undefined ? null : jsonOf(call)
  if (body === null) return noUpdate
  const backed = (markers: ReadonlyArray<string>): ReadonlyArray<Citation> => markers.flatMap((marker) => {
    const citation = citations.get(marker.replace(/[[\]]/g, ""))
    return citation?.verified === true ? [citation] : []
  })
  const links = (markers: ReadonlyArray<string>, stance: "supports" | "contradicts") => backed(markers).flatMap((citation) =>
    citation.evidence_id === null ? [] : [{ evidenceId: citation.evidence_id, stance, reasoning: citation.title } as const])

  const milestones: ReadonlyArray<Milestone> = eachOf(MilestoneItem, body["milestones"]).filter((m) => backed(m.markers).length > 0).map((m) => m.name)
  const root = decoded(parts.root_cause, body["root_cause"])
  const rootBacked = root !== undefined && backed(root.markers).length > 0
  const statement = decoded(parts.problem_statement, body["problem_statement"])
  const urgency = decoded(parts.urgency, body["urgency"])
  const temporal = decoded(parts.temporal_state, body["temporal_state"])
  const next = decoded(parts.next_actions, body["next_actions"])
  const hypotheses = eachOf(HypothesisItem, body["hypotheses"])
  const evidenceLinks = (h: typeof HypothesisItem.Type) => [...links(h.supporting ?? [], "supports"), ...links(h.contradicting ?? [], "contradicts")]
  const allowed = (h: typeof HypothesisItem.Type) =>
    h.status === "validated" && (h.likelihood < VALIDATED_LIKELIHOOD || links(h.supporting ?? [], "supports").length === 0) ? "active" as const : h.status

  return {
    milestones: rootBacked && root.confidence >= VALIDATED_LIKELIHOOD ? [...milestones, "root_cause_identified"] : milestones.filter((m) => m !== "root_cause_identified" || rootBacked),
    investigation: {
      ...(statement === undefined ? {} : { proposedStatement: statement }),
      ...(urgency === undefined ? {} : { urgency }),
      ...(temporal === undefined ? {} : { temporalState: temporal }),
      ...(next === undefined ? {} : { nextActions: next }),
      ...(rootBacked ? { rootCause: { statement: root.statement, confidence: Math.min(1, Math.max(0, root.confidence)), method: "direct_analysis" as const, hypothesisId: null, determinedAt: at } } : {})
    },
    newHypotheses: hypotheses.filter((h) => !existing.some((e) => e.hypothesisId === h.id)).map((h) => ({
      statement: h.statement, category: h.category ?? "other", likelihood: h.likelihood, rationale: h.rationale ?? "", evidenceLinks: evidenceLinks(h)
    })),
    hypothesisUpdates: hypotheses.filter((h) => existing.some((e) => e.hypothesisId === h.id)).map((h) => {
      const status = allowed(h)
      return { hypothesisId: h.id!, likelihood: h.likelihood, evidenceLinks: evidenceLinks(h), ...(status === undefined ? {} : { status }), ...(h.rationale === undefined ? {} : { notes: h.rationale }) }
    }),
    newSolutions: eachOf(SolutionItem, body["solutions"]).map((s): NewSolution => ({
      title: s.title, solutionType: s.type, immediateAction: s.immediate_action, longtermFix: s.longterm_fix, steps: s.steps, commands: s.commands, risks: s.risks
    }))
  }
}

export interface Cause {
  readonly statement: string
  readonly category: string
  readonly confidence: number
  readonly checks: ReadonlyArray<string>
}

/** What code alone established, with no model: facts that the cited findings carry by themselves. */
export const updateFromAnalysis = (input: {
  readonly case: Case
  readonly citations: ReadonlyMap<string, Citation>
  readonly causes: ReadonlyArray<Cause & { readonly evidenceIds: ReadonlyArray<string> }>
  readonly existing: ReadonlyArray<Hypothesis>
  readonly hasErrors: boolean
  readonly hasOnset: boolean
  readonly at: number
}): StateUpdate => {
  const milestones: Array<Milestone> = []
  if (input.hasErrors) milestones.push("symptom_verified")
  if (input.hasOnset) milestones.push("timeline_established")
  const knownAs = (cause: Cause) => input.existing.find((h) => h.statement === hypothesisStatement(cause.statement))
  const fresh = input.causes.filter((cause) => knownAs(cause) === undefined).slice(0, 3)
  const best = input.causes[0]
  return {
    milestones,
    investigation: {
      ...(best === undefined ? {} : {
        workingConclusion: { statement: best.statement, confidence: best.confidence, reasoning: "offline analysis of the evidence", caveats: [], updatedAt: input.at },
        nextActions: best.checks
      })
    },
    newHypotheses: fresh.map((cause) => ({
      statement: cause.statement, category: cause.category, likelihood: cause.confidence, rationale: "offline analysis of the evidence",
      evidenceLinks: cause.evidenceIds.map((evidenceId) => ({ evidenceId, stance: "supports" as const, reasoning: "cited by the offline analysis" }))
    })),
    hypothesisUpdates: input.causes.flatMap((cause) => {
      const known = knownAs(cause)
      return known !== undefined && known.likelihood !== cause.confidence && known.createdBy === "agent" ? [{ hypothesisId: known.hypothesisId, likelihood: cause.confidence }] : []
    }),
    newSolutions: []
  }
}
