import { Effect } from "effect"
import { type Actor, CurrentActor, isAdmin } from "../kernel/actor.js"
import { Forbidden, NotFound } from "../kernel/errors.js"
import type { ScopeKind } from "./models.js"
import type { KnowledgeRepository, StoredDocument } from "./repository.js"

/** Scopes in which the actor may read. */
export const readable = (actor: Actor): ReadonlyArray<string> => [
  `user:${actor.userId}`, ...actor.teamIds.map((team) => `team:${team}`), `org:${actor.organizationId}`, "global"
]

/** The scope a new document goes into; only administrators write where others read. */
export const writableScope = (actor: Actor, kind: ScopeKind | undefined): Effect.Effect<string, Forbidden> => {
  switch (kind ?? "user") {
    case "user":
      return Effect.succeed(`user:${actor.userId}`)
    case "team":
      return actor.teamIds[0] === undefined ? Effect.fail(new Forbidden({ reason: "you belong to no team" })) : Effect.succeed(`team:${actor.teamIds[0]}`)
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
