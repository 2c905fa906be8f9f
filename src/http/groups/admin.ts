import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { body, JsonObject, optionalNull, queryInt, text, Timestamp } from "../fields.js"
import { AdminOnly, Authentication } from "../security.js"
import { UserProfile } from "./auth.js"

const page = { limit: queryInt("limit", { min: 1, max: 100, default: 50 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }) }
const roles = Schema.Array(Schema.Literal("admin", "user")).pipe(Schema.minItems(1), Schema.maxItems(2))
const teams = Schema.Array(Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9._-]{1,64}$/))).pipe(Schema.maxItems(50))
const userId = HttpApiSchema.param("user_id", Schema.String)
const noUser = problemAt(404, "no such user")

const AdminUser = Schema.Struct({ ...UserProfile.fields, organization_id: Schema.String, last_login: Schema.NullOr(Timestamp) }).annotations({ identifier: "AdminUser" })
const AuditEvent = Schema.Struct({
  id: Schema.String, at: Timestamp, event: Schema.String, user_id: Schema.NullOr(Schema.String), username: Schema.NullOr(Schema.String), address: Schema.NullOr(Schema.String),
  success: Schema.Boolean, details: JsonObject
}).annotations({ identifier: "AuditEvent" })

const Component = Schema.Struct({ name: Schema.String, status: Schema.Literal("healthy", "degraded", "unhealthy"), message: Schema.String, details: JsonObject })
const Model = Schema.Struct({
  name: Schema.String, model: Schema.String, ready: Schema.Boolean, circuit: Schema.String, calls: Schema.Number, errors: Schema.Number, error_rate: Schema.NullOr(Schema.Number),
  p50_ms: Schema.NullOr(Schema.Number), p95_ms: Schema.NullOr(Schema.Number), fallbacks: Schema.Number, input_tokens: Schema.Number, output_tokens: Schema.Number, cost_usd: Schema.Number,
  last_success_at: Schema.NullOr(Timestamp), last_error: Schema.NullOr(Schema.Struct({ at: Timestamp, kind: Schema.String, detail: Schema.String }))
})

const UsageTotals = Schema.Struct({
  days: Schema.Number, calls: Schema.Number, input_tokens: Schema.Number, output_tokens: Schema.Number,
  /** dollars, as far as prices are known; `unpriced_calls` says how far that is */
  cost_usd: Schema.Number, unpriced_calls: Schema.Number,
  by_day: Schema.Array(Schema.Struct({ date: Schema.String, calls: Schema.Number, input_tokens: Schema.Number, output_tokens: Schema.Number, cost_usd: Schema.Number })),
  by_model: Schema.Array(Schema.Struct({ provider: Schema.String, model: Schema.String, calls: Schema.Number, input_tokens: Schema.Number, output_tokens: Schema.Number, cost_usd: Schema.Number })),
  by_user: Schema.Array(Schema.Struct({ user_id: Schema.String, calls: Schema.Number, input_tokens: Schema.Number, output_tokens: Schema.Number, cost_usd: Schema.Number })),
  by_case: Schema.Array(Schema.Struct({ case_id: Schema.String, calls: Schema.Number, input_tokens: Schema.Number, output_tokens: Schema.Number, cost_usd: Schema.Number }))
}).annotations({ identifier: "UsageResponse" })
const days = Schema.Struct({ days: queryInt("days", { min: 1, max: 365, default: 30 }) })

/** Users, audit, providers and the state of this server; for administrators. */
export class AdminGroup extends HttpApiGroup.make("admin")
  .add(HttpApiEndpoint.get("users")`/admin/users`.setUrlParams(Schema.Struct({ ...page, q: Schema.optional(text("q", 0, 200)) }))
    .addSuccess(Schema.Struct({ users: Schema.Array(AdminUser), total: Schema.Number, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.post("createUser")`/admin/users`
    .setPayload(body(Schema.Struct({
      username: text("username", 3, 50), email: text("email", 3, 320), display_name: optionalNull(text("display_name", 0, 100)), password: optionalNull(text("password", 1, 256)), roles: Schema.optional(roles), teams: Schema.optional(teams),
      organization_id: Schema.optional(Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9_-]{1,64}$/)))
    })))
    .addSuccess(Schema.Struct({ user: AdminUser, password: Schema.NullOr(Schema.String) }), { status: 201 }).addError(problemAt(409, "the name or address is taken")))
  .add(HttpApiEndpoint.put("changeUser")`/admin/users/${userId}`
    .setPayload(body(Schema.Struct({ roles: Schema.optional(roles), teams: Schema.optional(teams), is_active: Schema.optional(Schema.Boolean), display_name: Schema.optional(text("display_name", 1, 100)) })))
    .addSuccess(AdminUser).addError(noUser).addError(problemAt(409, "it is the last administrator")))
  .add(HttpApiEndpoint.post("resetPassword")`/admin/users/${userId}/reset-password`.addSuccess(Schema.Struct({ password: Schema.String, message: Schema.String })).addError(noUser))
  .add(HttpApiEndpoint.get("audit")`/admin/audit`
    .setUrlParams(Schema.Struct({ ...page, event: Schema.optional(text("event", 0, 100)), user_id: Schema.optional(Schema.String) }))
    .addSuccess(Schema.Struct({ events: Schema.Array(AuditEvent), total: Schema.Number, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.get("providers")`/admin/providers`
    .addSuccess(Schema.Struct({ status: Schema.String, components: Schema.Array(Component), models: Schema.Array(Model), routes: Schema.Record({ key: Schema.String, value: Schema.String }) })))
  .add(HttpApiEndpoint.post("testProvider")`/admin/providers/${HttpApiSchema.param("name", Schema.String)}/test`
    .addSuccess(Schema.Struct({ name: Schema.String, ok: Schema.Boolean, message: Schema.String, duration_ms: Schema.Number, model: Schema.NullOr(Schema.String), answer: Schema.NullOr(Schema.String) }))
    .addError(problemAt(404, "no such provider")))
  .add(HttpApiEndpoint.post("endSessions")`/admin/users/${userId}/end-sessions`.addSuccess(Schema.Struct({ ended: Schema.Number })).addError(noUser))
  .add(HttpApiEndpoint.get("backup")`/admin/backup`.addSuccess(HttpApiSchema.Uint8Array({ contentType: "application/x-tar" })).addError(problemAt(409, "the database is backed up by its own tools")))
  .add(HttpApiEndpoint.get("system")`/admin/system`
    .addSuccess(Schema.Struct({
      version: Schema.String, node: Schema.String, platform: Schema.String, uptime_seconds: Schema.Number, started_at: Timestamp, database: Schema.String,
      memory: Schema.Struct({ rss_bytes: Schema.Number, heap_used_bytes: Schema.Number }), cpu_seconds: Schema.Number,
      edition: Schema.String, database_bytes: Schema.Number, migrations: Schema.Number, last_backup_at: Schema.NullOr(Timestamp), evidence: Schema.Struct({ files: Schema.Number, bytes: Schema.Number }), knowledge: Schema.Struct({ documents: Schema.Number, bytes: Schema.Number }),
      users: Schema.Number, jobs: Schema.Record({ key: Schema.String, value: Schema.Number }), data_folder: Schema.String,
      disk: Schema.NullOr(Schema.Struct({ free_bytes: Schema.Number, total_bytes: Schema.Number })), checks: Schema.Array(Component)
    })))
  .add(HttpApiEndpoint.get("usage")`/admin/usage`.setUrlParams(days).addSuccess(UsageTotals))
  .middleware(AdminOnly)
  .prefix("/api/v1")
{}

/** The user's own model calls. */
export class UsageGroup extends HttpApiGroup.make("usage")
  .add(HttpApiEndpoint.get("own")`/usage`.setUrlParams(days).addSuccess(UsageTotals))
  .middleware(Authentication)
  .prefix("/api/v1")
{}

/** The old gateway's own pages about its merged documentation; ours is made at start and never stale. */
export class OpenApiAdminGroup extends HttpApiGroup.make("openApiAdmin")
  .add(HttpApiEndpoint.post("refresh")`/admin/refresh-openapi`.addSuccess(Schema.Struct({ status: Schema.String, message: Schema.String })))
  .add(HttpApiEndpoint.get("health")`/admin/openapi-health`.addSuccess(Schema.Struct({
    status: Schema.Literal("healthy", "degraded"), timestamp: Schema.String,
    aggregation: Schema.Struct({ successful_services: Schema.Array(Schema.String), failed_services: Schema.Array(Schema.String), total_paths: Schema.Number, total_schemas: Schema.Number })
  })))
  .middleware(Authentication)
{}
