import { statfs } from "node:fs/promises"
import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Clock, Effect, Stream } from "effect"
import { Agent } from "../../modules/agent/index.js"
import { Accounts, type User } from "../../modules/auth/index.js"
import { Backups } from "../../modules/backup/index.js"
import { Evidences } from "../../modules/evidence/index.js"
import { CurrentActor } from "../../modules/kernel/actor.js"
import { NotFound } from "../../modules/kernel/errors.js"
import { iso, isoOrNull, now } from "../../modules/kernel/time.js"
import { Knowledge } from "../../modules/knowledge/index.js"
import { dataFolder } from "../../providers/data/folder.js"
import { profileName } from "../../providers/profiles/select.js"
import { Jobs, type JobState } from "../../providers/jobs/Jobs.js"
import { LlmStatus } from "../../providers/llm/LlmStatus.js"
import { Api } from "../api.js"
import { contentDisposition } from "../disposition.js"
import { answer } from "../errors.js"
import { openApiDocument } from "../openapi.js"
import { makeHealth } from "../health.js"
import { VERSION } from "../version.js"
import { userView } from "./auth.js"
import { usageView } from "./usageView.js"

const DAY_MS = 86_400_000
const STATES: ReadonlyArray<JobState> = ["queued", "running", "done", "failed", "cancelled"]

const adminUserView = (user: User) => ({ ...userView(user), organization_id: user.organizationId, last_login: isoOrNull(user.lastLoginAt) })

export const adminHandlers = HttpApiBuilder.group(Api, "admin", (handlers) => Effect.gen(function*() {
  const accounts = yield* Accounts
  const agent = yield* Agent
  const evidences = yield* Evidences
  const knowledge = yield* Knowledge
  const jobs = yield* Jobs
  const models = yield* LlmStatus
  const health = yield* makeHealth
  const folder = yield* dataFolder
  const backups = yield* Backups
  const edition = yield* profileName
  const startedAt = yield* now

  return handlers
    .handle("users", ({ urlParams: q }) => answer(Effect.map(accounts.users({ limit: q.limit, offset: q.offset, text: q.q }), ({ total, users }) => ({
      users: users.map(adminUserView), total, limit: q.limit, offset: q.offset
    }))))
    .handle("createUser", ({ payload }) => answer(Effect.map(accounts.createUser({
      username: payload.username, email: payload.email, displayName: payload.display_name ?? null, password: payload.password ?? null, roles: payload.roles ?? ["user"],
      organizationId: payload.organization_id, teams: payload.teams
    }), ({ password, user }) => ({ user: adminUserView(user), password }))))
    .handle("changeUser", ({ path, payload }) => answer(Effect.map(
      accounts.changeUser(path.user_id, { roles: payload.roles, teams: payload.teams, active: payload.is_active, displayName: payload.display_name }), adminUserView)))
    .handle("resetPassword", ({ path }) => answer(Effect.map(accounts.resetPassword(path.user_id), (password) => ({
      password, message: "shown only now; it must be changed at the next sign-in, and all sign-ins of the user have ended"
    }))))
    .handle("endSessions", ({ path }) => answer(Effect.map(accounts.endSessions(path.user_id), (ended) => ({ ended }))))
    .handle("audit", ({ urlParams: q }) => answer(Effect.map(accounts.auditEvents({ limit: q.limit, offset: q.offset, event: q.event, userId: q.user_id }), ({ events, total }) => ({
      events: events.map((e) => ({ id: e.id, at: iso(e.at), event: e.event, user_id: e.userId, username: e.username, address: e.address, success: e.success, details: e.details })),
      total, limit: q.limit, offset: q.offset
    }))))
    .handle("backup", () => answer(Effect.gen(function*() {
      const archive = yield* backups.take(VERSION)
      const actor = yield* CurrentActor
      // a backup is one when all of it was read
      const taken = Effect.provideService(accounts.note("backup_taken"), CurrentActor, actor)
      const at = iso(yield* now).replace(/[:.]/g, "-")
      return HttpServerResponse.stream(Stream.concat(archive, Stream.execute(taken)), { contentType: "application/x-tar", headers: { "content-disposition": contentDisposition(`faultmaven-${at}.tar`) } })
    })))
    .handle("providers", () => answer(Effect.gen(function*() {
      const [report, providers, routes] = yield* Effect.all([health, models.providers, models.routes], { concurrency: "unbounded" })
      return {
        status: report.status, components: report.components, routes,
        models: providers.map((p) => ({
          name: p.name, model: p.model, ready: p.ready, circuit: p.circuit, calls: p.calls, errors: p.errors, error_rate: p.errorRate, p50_ms: p.p50Ms, p95_ms: p.p95Ms, fallbacks: p.fallbacks,
          input_tokens: p.inputTokens, output_tokens: p.outputTokens, cost_usd: p.costUsd, last_success_at: isoOrNull(p.lastSuccessAt),
          last_error: p.lastError === null ? null : { at: iso(p.lastError.at), kind: p.lastError.tag, detail: p.lastError.detail }
        }))
      }
    })))
    .handle("testProvider", ({ path }) => answer(Effect.gen(function*() {
      const started = yield* Clock.currentTimeMillis
      const elapsed = Effect.map(Clock.currentTimeMillis, (at) => at - started)
      if ((yield* models.providers).some((p) => p.name === path.name)) {
        const tested = yield* Effect.either(models.test(path.name))
        return tested._tag === "Right"
          ? { name: path.name, ok: true, message: "answers", duration_ms: tested.right.durationMs, model: tested.right.model, answer: tested.right.answer }
          : { name: path.name, ok: false, message: `${tested.left._tag}: ${tested.left.message}`, duration_ms: yield* elapsed, model: null, answer: null }
      }
      const found = (yield* health).components.find((c) => c.name === path.name)
      if (found === undefined) return yield* new NotFound({ resource: "provider", id: path.name })
      return { name: found.name, ok: found.status === "healthy", message: found.message, duration_ms: yield* elapsed, model: null, answer: null }
    })))
    .handle("system", () => answer(Effect.gen(function*() {
      const counts = yield* Effect.forEach(STATES, (state) => Effect.map(jobs.list({ state, limit: 1, offset: 0 }), (found) => [state, found.total] as const))
      const [report, evidence, knowledgeTotals, users] = yield* Effect.all([health, evidences.totals, knowledge.statistics, accounts.users({ limit: 1, offset: 0 })])
      const { events: [backup] } = yield* accounts.auditEvents({ limit: 1, offset: 0, event: "backup_taken" })
      const size = yield* backups.facts
      const disk = yield* Effect.promise(() => statfs(folder).then((s) => ({ free_bytes: s.bavail * s.bsize, total_bytes: s.blocks * s.bsize }), () => null))
      const memory = process.memoryUsage()
      const cpu = process.cpuUsage()
      const database = report.components.find((c) => c.name === "database")
      return {
        version: VERSION, node: process.version, platform: `${process.platform} ${process.arch}`, uptime_seconds: Math.round(process.uptime()), started_at: iso(startedAt),
        database: String(database?.details["implementation"] ?? "unknown"), memory: { rss_bytes: memory.rss, heap_used_bytes: memory.heapUsed }, cpu_seconds: (cpu.user + cpu.system) / 1e6,
        edition, database_bytes: size.bytes, migrations: size.migrations, last_backup_at: backup === undefined ? null : iso(backup.at), evidence, knowledge: { documents: knowledgeTotals.documents, bytes: knowledgeTotals.bytes }, users: users.total, jobs: Object.fromEntries(counts), data_folder: folder, disk, checks: report.components
      }
    })))
    .handle("usage", ({ urlParams }) => answer(Effect.gen(function*() {
      const at = yield* now
      return usageView(yield* agent.usage({ ownerId: null, since: at - urlParams.days * DAY_MS }), urlParams.days)
    })))
}))

export const usageHandlers = HttpApiBuilder.group(Api, "usage", (handlers) => Effect.gen(function*() {
  const agent = yield* Agent
  return handlers.handle("own", ({ urlParams }) => answer(Effect.gen(function*() {
    const actor = yield* CurrentActor
    const at = yield* now
    return usageView(yield* agent.usage({ ownerId: actor.userId, since: at - urlParams.days * DAY_MS }), urlParams.days)
  })))
}))

export const openApiAdminHandlers = HttpApiBuilder.group(Api, "openApiAdmin", (handlers) =>
  handlers
    .handle("refresh", () => Effect.succeed({ status: "success", message: "The document is made from the running code at start; there is nothing to refresh." }))
    .handle("health", () => Effect.sync(() => {
      const { components, paths } = openApiDocument()
      return {
        status: "healthy" as const, timestamp: VERSION,
        aggregation: { successful_services: Object.keys(Api.groups).sort(), failed_services: [], total_paths: Object.keys(paths).length, total_schemas: Object.keys(components.schemas).length }
      }
    })))
