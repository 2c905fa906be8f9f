import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Agent } from "../../../src/modules/agent/index.js"
import { layer } from "../../../src/modules/agent/layer.js"
import { Accounts } from "../../../src/modules/auth/index.js"
import { type Case, Cases, emptyInvestigation, type TurnOutcome } from "../../../src/modules/case/index.js"
import { Evidences } from "../../../src/modules/evidence/index.js"
import { actorFor } from "../../../src/modules/kernel/actor.js"
import { NotFound } from "../../../src/modules/kernel/errors.js"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { ProviderUnavailable } from "../../../src/providers/errors.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { Llm } from "../../../src/providers/llm/Llm.js"
import { as, memoryDatabase } from "../../support/layers.js"

const aCase = { caseId: "case_1", ownerId: "usr_me", organizationId: "default", title: "t", titleSource: "user", description: "", status: "consulting", priority: "medium", currentTurn: 1, investigation: emptyInvestigation } as unknown as Case

let turns = 0
let applied: ReadonlyArray<TurnOutcome> = []
const find = (id: string) => id === "case_1" ? Effect.succeed(aCase) : Effect.fail(new NotFound({ resource: "case", id }))
const message = (turnNumber: number, role: "user" | "assistant", content: string) => ({ messageId: `msg_${turnNumber}`, caseId: "case_1", turnNumber, role, content, createdAt: 0, metadata: {} })

const cases = Layer.mock(Cases, {
  get: find,
  beginTurn: (id, content) => Effect.map(find(id), () => message(++turns, "user", content)),
  hypotheses: () => Effect.succeed([]), solutions: () => Effect.succeed([]), recentMessages: () => Effect.succeed([]),
  applyTurn: (_id, outcome) => Effect.sync(() => {
    applied = [...applied, outcome]
    return { case: aCase, message: message(outcome.turnNumber, "assistant", outcome.answer), milestonesCompleted: outcome.milestones, progressMade: false, statusTransitioned: false }
  })
})

const quote = { bytes: { start: 10, end: 20 }, lines: { start: 2, end: 2 }, sha256: "ab", text: "disk is full on /dev/sda1" }
const evidences = Layer.mock(Evidences, {
  unfinished: () => Effect.succeed([]),
  analysed: () => Effect.succeed([{
    file: { evidenceId: "ev1", filename: "a.log", turnNumber: 0, sha256: "cd", bytes: 100 } as never,
    analysis: { dataType: "logs", confidence: 1, suggestedTypes: [], encoding: "utf-8", lines: 9, levels: {}, from: null, to: null, summary: "", timeline: [], templates: [],
      findings: [
        { kind: "first_error", severity: "error", title: "Disk full", detail: "", at: 5, confidence: 1, quotes: [quote], data: {} },
        { kind: "half_tampered", severity: "critical", title: "Half of it changed", detail: "", at: 5, confidence: 1, quotes: [quote, { ...quote, sha256: "changed" }], data: {} },
        { kind: "tampered", severity: "critical", title: "Changed since", detail: "", at: 5, confidence: 1, quotes: [{ ...quote, sha256: "changed" }], data: {} }
      ] }
  }]),
  verifyAll: (citations) => Effect.succeed(citations.map((citation) => citation.sha256 !== "changed")), verifyFile: () => Effect.succeed(true),
  redact: (_c, text) => Effect.succeed({ text: text.replaceAll("sda1", "<DEVICE_1>"), counts: {} }),
  restore: (_c, text) => Effect.succeed(text.replaceAll("<DEVICE_1>", "sda1"))
})
const accounts = Layer.mock(Accounts, { bootstrap: null, registration: false, acting: (user) => Effect.succeed(actorFor(user)) })
const knowledge = Layer.mock(Knowledge, { search: () => Effect.succeed({ chunks: [], total: 0 }) })

let script: ReadonlyArray<string> = []
let prompts: ReadonlyArray<string> = []
const llm = Layer.succeed(Llm, Llm.of({
  implementation: "scripted", hasModel: true, contextWindow: () => 8_000, takesImages: false,
  chat: () => Effect.fail(new ProviderUnavailable({ provider: "llm/scripted", detail: "not scripted" })),
  stream: (request) => {
    prompts = [...prompts, JSON.stringify(request.messages)]
    return Stream.concat(
      Stream.fromIterable(script.map((text) => ({ type: "delta" as const, text }))),
      Stream.make({ type: "done" as const, result: { text: script.join(""), toolCalls: [], finishReason: "stop" as const, usage: { inputTokens: 1, outputTokens: 2 }, provider: "scripted", model: "m", costUsd: null } })
    )
  },
  check: Effect.succeed({ implementation: "scripted", detail: "" })
}))

const alone = layer.pipe(Layer.provide([accounts, cases, evidences, knowledge, llm]), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))
const me = as("usr_me")

describe("agent, alone", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("shows verified sentences as they are, marks the others, drops passages that no longer match", () => me(Effect.gen(function*() {
      script = ["The disk is ", "full [E1]. The `moon` is full [E1]. It rai", "ned. Restart it? [E9]\n"]
      const agent = yield* Agent
      const turn = yield* agent.ask({ caseId: "case_1", message: "why?" })
      const result = yield* agent.result(turn.jobId)
      expect(result.agent_response).toBe("The disk is full [E1]. The `moon` is full [E1]. *(unverified)* It rained. *(unverified)* Restart it?\n")
      expect(result.citations.map((c) => c.marker)).toEqual(["E1"])
      expect(result.unverified_claims).toBe(2)
      expect(prompts.at(-1)).not.toContain("Changed since")
      expect(prompts.at(-1)).not.toContain("Half of it changed")
      expect(prompts.at(-1)).toContain("<DEVICE_1>")
      expect(prompts.at(-1)).not.toContain("sda1")
      expect(applied.at(-1)!.answer).toBe(result.agent_response)
      const events = Chunk.toReadonlyArray(yield* Stream.runCollect(yield* agent.follow(turn.jobId, 0)))
      expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => i + 1))
      expect(events.at(-1)!.type).toBe("done")
      expect((yield* agent.usage({ ownerId: "usr_me", since: 0 })).length).toBe(1)
    })))

    it.effect("a literal under a pseudonym is compared with the passage as the model saw it", () => me(Effect.gen(function*() {
      const agent = yield* Agent
      script = ["`/dev/<DEVICE_1>` is full [E1]. `/dev/<DEVICE_2>` is full too [E1].\n"]
      const { agent_response } = yield* agent.result((yield* agent.ask({ caseId: "case_1", message: "which?" })).jobId)
      expect(agent_response).toBe("`/dev/sda1` is full [E1]. `/dev/<DEVICE_2>` is full too [E1]. *(unverified)*\n")
    })))

    it.effect("another user's turn is not found, an empty question is refused", () => Effect.gen(function*() {
      const agent = yield* Agent
      script = ["ok?"]
      const turn = yield* me(agent.ask({ caseId: "case_1", message: "mine" }))
      const stranger = as("usr_other")
      expect((yield* Effect.flip(stranger(agent.turn(turn.jobId))))._tag).toBe("NotFound")
      expect((yield* Effect.flip(stranger(agent.follow(turn.jobId, 0))))._tag).toBe("NotFound")
      expect((yield* Effect.flip(stranger(agent.cancel(turn.jobId))))._tag).toBe("NotFound")
      expect((yield* Effect.flip(me(agent.ask({ caseId: "case_1", message: "  " }))))._tag).toBe("BadRequest")
      expect((yield* Effect.flip(me(agent.ask({ caseId: "case_2", message: "x" }))))._tag).toBe("NotFound")
      yield* me(agent.result(turn.jobId))
    }))
  })
})
