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

export const makePolicy = (repository: KnowledgeRepository) => {
  const read = (documentId: string): Effect.Effect<StoredDocument, NotFound, CurrentActor> => Effect.flatMap(CurrentActor, (actor) =>
    Effect.flatMap(repository.find(documentId, readable(actor), actor.userId), (found) =>
      found === null ? Effect.fail(new NotFound({ resource: "document", id: documentId })) : Effect.succeed(found)))
  const write = (documentId: string): Effect.Effect<StoredDocument, NotFound | Forbidden, CurrentActor> => Effect.flatMap(CurrentActor, (actor) =>
    Effect.flatMap(read(documentId), (found): Effect.Effect<StoredDocument, Forbidden> =>
      found.ownerId === actor.userId || (isAdmin(actor) && (found.scope === "global" || found.scope === `org:${actor.organizationId}`))
        ? Effect.succeed(found)
        : Effect.fail(new Forbidden({ reason: "only the owner or an administrator may change this document" }))))
  return { read, write }
}
