import { SqliteClient } from "@effect/sql-sqlite-node"
import { ConfigProvider, Effect, Layer } from "effect"
import { type Actor, CurrentActor } from "../../src/modules/kernel/actor.js"
import { layer as builtin } from "../../src/providers/llm/builtin.js"
import { UsageLedger } from "../../src/providers/llm/UsageLedger.js"

/** No model is configured, and nobody counts tokens. */
export const noModel = Layer.merge(builtin, Layer.succeed(UsageLedger, UsageLedger.of({ record: () => Effect.void })))

/** A database of its own for each layer it is provided to. */
export const memoryDatabase = () => Layer.orDie(SqliteClient.layer({ filename: ":memory:" }))

export const configuration = (values: Record<string, string>) => Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(values))))

export const actor = (userId: string, roles: ReadonlyArray<string> = ["user"]): Actor => ({
  userId, username: userId, email: `${userId}@example.org`, roles, organizationId: "default", teamIds: [], loginId: null, scopes: null, anonymous: false
})

export const as = (userId: string, roles?: ReadonlyArray<string>) => <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, CurrentActor>> =>
  Effect.provideService(effect, CurrentActor, actor(userId, roles)) as Effect.Effect<A, E, Exclude<R, CurrentActor>>
