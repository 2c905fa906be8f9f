import { Effect, Schema } from "effect"
import type { CurrentActor } from "../modules/kernel/actor.js"
import { InvalidInput } from "../modules/kernel/errors.js"
import type { DocumentUpload, Knowledge, ScopeKind } from "../modules/knowledge/index.js"
import { limited, missingField, multipartProblem, type Parts, type Spooled, spool, walkParts } from "./multipart.js"
import { remembered } from "./once.js"

const FIELDS = new Set(["title", "document_type", "tags", "category", "source_url", "description", "scope", "team"])
const MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
export const isScope = Schema.is(Schema.Literal("user", "team", "organization", "global"))

/** `a, b` or `["a","b"]`. */
export const tagsOf = (given: string): ReadonlyArray<string> => {
  const parts = given.trim().startsWith("[") ? JSON.parse(given) as ReadonlyArray<unknown> : given.split(",")
  return [...new Set(parts.map((tag) => String(tag).trim().slice(0, 100)).filter((tag) => tag !== ""))].slice(0, 50)
}

const invalid = (field: string, type: string, reason: string) => new InvalidInput({ loc: ["body", field], type, reason })

const uploadOf = (fields: ReadonlyMap<string, string>, filename: string, fixed: ScopeKind | null): Effect.Effect<DocumentUpload, InvalidInput> => Effect.gen(function*() {
  for (const name of fields.keys()) if (!FIELDS.has(name)) return yield* invalid(name, "extra_forbidden", `unknown field '${name}'`)
  for (const [name, max] of [["document_type", 100], ["category", 100], ["source_url", 2_000], ["description", 2_000]] as const) {
    if ((fields.get(name) ?? "").length > max) return yield* invalid(name, "string_too_long", `${name} may have at most ${max} characters`)
  }
  const scope = fields.get("scope")
  if (scope !== undefined && scope !== "" && !isScope(scope)) return yield* invalid("scope", "enum", "scope must be one of user, team, organization, global")
  const tags = yield* Effect.try({ try: () => tagsOf(fields.get("tags") ?? ""), catch: () => invalid("tags", "json_invalid", "tags must be a comma list or a JSON array") })
  const category = fields.get("category")?.trim()
  return {
    filename, title: fields.get("title"), documentType: fields.get("document_type") || undefined, tags, sourceUrl: fields.get("source_url") || null,
    description: fields.get("description") || null, metadata: category ? { category } : {}, scope: fixed ?? (isScope(scope) ? scope : undefined), team: fields.get("team") || undefined
  }
})

/** Reads the form (fields in any order), stores the file and queues its ingestion. */
export const uploadDocument = (parts: Parts, knowledge: Knowledge["Type"], fixed: ScopeKind | null, view: (document: Effect.Effect.Success<ReturnType<Knowledge["Type"]["upload"]>>["document"]) => object) =>
  Effect.scoped(Effect.gen(function*() {
    const found: { current: { readonly name: string; readonly spooled: Spooled } | null } = { current: null }
    const fields = yield* walkParts(limited(parts), (part) => Effect.gen(function*() {
      if (part.key !== "file" || found.current !== null) return yield* invalid(part.key, "unexpected_file", "one file per upload, in the field 'file'")
      found.current = { name: part.name, spooled: yield* spool(part.content, MAX_DOCUMENT_BYTES) }
    }))
    if (found.current === null) return yield* missingField("file")
    const { name, spooled } = found.current
    const input = yield* uploadOf(fields, name, fixed)
    return yield* remembered(201, { name, sha256: spooled.sha256, fields: [...fields].sort(([a], [b]) => (a < b ? -1 : 1)) },
      Effect.map(knowledge.upload<never, CurrentActor>(input, spooled.body), ({ document }) => ({ ...view(document), message: "Document uploaded; it can be found as soon as it is indexed" })))
  })).pipe(Effect.catchTag("MultipartError", (error) => Effect.fail(multipartProblem(error))))
