import { Effect } from "effect"
import { type Actor, CurrentActor, isAdmin } from "../kernel/actor.js"
import { Forbidden, InvalidInput, NotFound } from "../kernel/errors.js"
import type { ScopeKind } from "./models.js"
import type { KnowledgeRepository, StoredDocument } from "./repository.js"

/** Two organisations may each have a team of one name. */
const teamScope = (actor: Actor, team: string): string => `team:${actor.organizationId}/${team}`

/** The team of a scope; null where it is not a team's. */
export const teamOf = (scope: string): string | null => (scope.startsWith("team:") ? scope.slice(scope.indexOf("/") + 1) : null)

/** Scopes in which the actor may read. */
export const readable = (actor: Actor): ReadonlyArray<string> => [
  `user:${actor.userId}`, ...actor.teamIds.map((team) => teamScope(actor, team)), `org:${actor.organizationId}`, "global"
]

const writableTeam = (actor: Actor, team: string | undefined): Effect.Effect<string, Forbidden | InvalidInput> => {
  if (actor.teamIds.length === 0) return Effect.fail(new Forbidden({ reason: "you belong to no team" }))
  if (team === undefined && actor.teamIds.length > 1) return Effect.fail(new InvalidInput({ loc: ["body", "team"], type: "missing", reason: `you belong to several teams; name one in 'team': ${actor.teamIds.join(", ")}` }))
  const chosen = team ?? actor.teamIds[0]!
  return actor.teamIds.includes(chosen) ? Effect.succeed(teamScope(actor, chosen)) : Effect.fail(new Forbidden({ reason: `you do not belong to the team '${chosen.slice(0, 64)}'` }))
}

/** The scope a new document goes into; organisation and global are written by administrators, a team's by its members. `team` says which of several. */
export const writableScope = (actor: Actor, kind: ScopeKind | undefined, team?: string): Effect.Effect<string, Forbidden | InvalidInput> => {
  if (team !== undefined && kind !== "team") return Effect.fail(new InvalidInput({ loc: ["body", "team"], type: "value_error", reason: "team goes with scope 'team'" }))
  switch (kind ?? "user") {
    case "user":
      return Effect.succeed(`user:${actor.userId}`)
    case "team":
      return writableTeam(actor, team)
    case "organization":
      return isAdmin(actor) ? Effect.succeed(`org:${actor.organizationId}`) : Effect.fail(new Forbidden({ reason: "only administrators write to the organisation's knowledge" }))
    case "global":
      return isAdmin(actor) ? Effect.succeed("global") : Effect.fail(new Forbidden({ reason: "only administrators write to the global knowledge" }))
  }
}

/** Why the actor may not write what lies in a scope; null where it may. */
export const refusal = (actor: Actor, scope: string): string | null => {
  const team = teamOf(scope)
  if (team !== null) return scope === teamScope(actor, team) && (actor.teamIds.includes(team) || isAdmin(actor)) ? null : `you do not belong to the team '${team}'`
  if (scope === `user:${actor.userId}`) return null
  if (scope === "global" || scope === `org:${actor.organizationId}`) return isAdmin(actor) ? null : `only administrators write to the ${scope === "global" ? "global" : "organisation's"} knowledge`
  return "it belongs to somebody else"
}

export const makePolicy = (repository: KnowledgeRepository) => {
  const read = (documentId: string): Effect.Effect<StoredDocument, NotFound, CurrentActor> => Effect.flatMap(CurrentActor, (actor) =>
    Effect.flatMap(repository.find(documentId, readable(actor), actor.userId), (found) =>
      found === null ? Effect.fail(new NotFound({ resource: "document", id: documentId })) : Effect.succeed(found)))
  /** What the actor may change: its own, its teams', and as an administrator also the organisation's, its teams' and everybody's. */
  const write = (documentId: string): Effect.Effect<StoredDocument, NotFound | Forbidden, CurrentActor> => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const readers = readable(actor)
    const found = yield* repository.findAny(documentId)
    const seen = found !== null && (readers.includes(found.scope) ? found.published || found.ownerId === actor.userId : found.published && isAdmin(actor) && refusal(actor, found.scope) === null)
    if (!seen) return yield* new NotFound({ resource: "document", id: documentId })
    if (found.ownerId !== actor.userId && refusal(actor, found.scope) !== null) return yield* new Forbidden({ reason: "only its author or an administrator may change this document" })
    return found
  })
  return { read, write }
}
