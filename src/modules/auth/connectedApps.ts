import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { NotFound } from "../kernel/errors.js"
import { now } from "../kernel/time.js"
import type { ConnectedApp, OAuth } from "./OAuth.js"
import type { OAuthClient } from "./oauthClients.js"
import type { AuthRepository } from "./repository.js"

/** What a user gave which app, and taking it back. */
export const makeConnectedApps = (repository: AuthRepository, known: ReadonlyMap<string, OAuthClient>): Pick<OAuth["Type"], "apps" | "disconnect"> => {
  const signIns = Effect.gen(function*() {
    const actor = yield* CurrentActor
    return (yield* repository.logins(actor.userId, yield* now)).filter((login) => known.has(login.client))
  })
  return {
    apps: Effect.map(signIns, (all) => [...new Set(all.map((login) => login.client))].map((clientId): ConnectedApp => {
      const own = all.filter((login) => login.client === clientId)
      return {
        clientId, name: known.get(clientId)!.name, scopes: [...new Set(own.flatMap((login) => login.scopes ?? []))], signIns: own.length,
        connectedAt: Math.min(...own.map((login) => login.createdAt)), lastUsedAt: Math.max(...own.map((login) => login.lastUsedAt))
      }
    })),
    disconnect: (clientId) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const own = (yield* signIns).filter((login) => login.client === clientId)
      if (own.length === 0) return yield* new NotFound({ resource: "app", id: clientId })
      const at = yield* now
      const ended = yield* Effect.forEach(own, (login) => repository.revokeLogin(login.loginId, actor.userId, at))
      yield* repository.audit({ at, event: "app_disconnected", userId: actor.userId, username: actor.username, address: null, success: true, details: { client_id: clientId } })
      return ended.reduce((sum, count) => sum + count, 0)
    })
  }
}
