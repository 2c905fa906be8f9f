import { Effect } from "effect"
import type { Accounts } from "../auth/index.js"
import { type Actor, actorFor } from "../kernel/actor.js"
import { Forbidden } from "../kernel/errors.js"

/**
 * Who asked for a job, with the roles and teams of now: a job may wait while
 * somebody leaves a team. Null where there is no account (anonymous use, a
 * static token), from which nothing can have been taken.
 */
export const makeStanding = (accounts: Pick<Accounts["Type"], "standing">) => (userId: string): Effect.Effect<Actor | null, Forbidden> => Effect.gen(function*() {
  const account = yield* accounts.standing(userId)
  if (account === null) return null
  if (!account.active) return yield* new Forbidden({ reason: "the account is not active any more" })
  return { ...actorFor({ userId, organizationId: account.organizationId }), roles: account.roles, teamIds: account.teams }
})

export type Standing = ReturnType<typeof makeStanding>
