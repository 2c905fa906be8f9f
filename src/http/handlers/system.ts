import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Config, Effect } from "effect"
import { iso, now } from "../../modules/kernel/time.js"
import { Identity } from "../../providers/identity/Identity.js"
import { Api } from "../api.js"
import { makeHealth } from "../health.js"
import { factsOf } from "../middleware/context.js"
import { httpSettings } from "../settings.js"
import { VERSION } from "../version.js"

const EXTENSIONS = [".log", ".txt", ".json", ".csv", ".md", ".html", ".xml", ".yaml", ".yml", ".toml", ".gz", ".zip", ".tar", ".pdf", ".docx", ".png", ".jpg", ".jpeg"]

export const systemHandlers = HttpApiBuilder.group(Api, "system", (handlers) => Effect.gen(function*() {
  const health = yield* makeHealth
  const identity = yield* Identity
  const settings = yield* httpSettings
  const registration = yield* Config.boolean("AUTH_REGISTRATION").pipe(Config.withDefault(true))

  const ready = Effect.gen(function*() {
    const report = { ...(yield* health), timestamp: iso(yield* now) }
    return HttpServerResponse.unsafeJson(report, { status: report.ready ? 200 : 503 })
  })

  return handlers
    .handle("root", () => Effect.succeed({ service: "faultmaven", version: VERSION, docs: "/docs", openapi: "/openapi.json", health: "/health/ready" }))
    .handle("health", () => Effect.succeed({ status: "healthy", service: "faultmaven", version: VERSION }))
    .handle("live", () => Effect.map(now, (at) => ({
      status: "healthy" as const, ready: true, timestamp: iso(at),
      components: [{ name: "process", status: "healthy" as const, message: "running", details: { uptime_seconds: Math.round(process.uptime()) } }]
    })))
    .handle("ready", () => ready)
    .handle("readiness", () => ready)
    .handle("capabilities", ({ request }) => Effect.succeed({
      deploymentMode: "self-hosted", kbManagement: "dashboard", dashboardUrl: factsOf(request).origin,
      features: { extensionKB: true, adminKB: true, teamSharing: false, caseHistory: true, sso: identity.mode === "oidc", registration },
      limits: { maxFileBytes: settings.maxFileMb * 1024 * 1024, allowedExtensions: EXTENSIONS, maxQueryCharacters: 10_000 },
      version: VERSION
    }))
}))
