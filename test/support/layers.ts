import { SqliteClient } from "@effect/sql-sqlite-node"
import { ConfigProvider, Effect, Layer } from "effect"
import { Accounts } from "../../src/modules/auth/index.js"
import { type Actor, CurrentActor } from "../../src/modules/kernel/actor.js"
import { layer as builtin } from "../../src/providers/llm/builtin.js"
import { UsageLedger } from "../../src/providers/llm/UsageLedger.js"

/** Nobody who acts has an account: what the actor brings along holds. */
export const noAccount = Layer.mock(Accounts, { bootstrap: null, registration: false, standing: () => Effect.succeed(null) })

/** No model is configured, nobody counts tokens, and who acts has no account. */
export const noModel = Layer.mergeAll(builtin, noAccount, Layer.succeed(UsageLedger, UsageLedger.of({ record: () => Effect.void })))

/** A database of its own for each layer it is provided to. */
export const memoryDatabase = () => Layer.orDie(SqliteClient.layer({ filename: ":memory:" }))

export const configuration = (values: Record<string, string>) => Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(values))))

export const actor = (userId: string, roles: ReadonlyArray<string> = ["user"]): Actor => ({
  userId, username: userId, email: `${userId}@example.org`, roles, organizationId: "default", teamIds: [], loginId: null, scopes: null, anonymous: false
})

export const as = (userId: string, roles?: ReadonlyArray<string>) => <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, CurrentActor>> =>
  Effect.provideService(effect, CurrentActor, actor(userId, roles)) as Effect.Effect<A, E, Exclude<R, CurrentActor>>
