import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { JsonObject, Timestamp } from "../fields.js"

const Component = Schema.Struct({ name: Schema.String, status: Schema.Literal("healthy", "degraded", "unhealthy"), message: Schema.String, details: JsonObject })

export const Health = Schema.Struct({ status: Schema.Literal("healthy", "degraded", "unhealthy"), ready: Schema.Boolean, timestamp: Timestamp, components: Schema.Array(Component) }).annotations({ identifier: "AggregatedHealth" })

const Capabilities = Schema.Struct({
  deploymentMode: Schema.String, kbManagement: Schema.String, dashboardUrl: Schema.String,
  features: Schema.Record({ key: Schema.String, value: Schema.Boolean }),
  limits: Schema.Struct({ maxFileBytes: Schema.Number, allowedExtensions: Schema.Array(Schema.String), maxQueryCharacters: Schema.Number }),
  version: Schema.String
}).annotations({ identifier: "Capabilities" })

/** Public: health, service information and what this server can do. */
export class SystemGroup extends HttpApiGroup.make("system")
  .add(HttpApiEndpoint.get("root")`/`.addSuccess(Schema.Struct({ service: Schema.String, version: Schema.String, docs: Schema.String, openapi: Schema.String, health: Schema.String })))
  .add(HttpApiEndpoint.get("health")`/health`.addSuccess(Schema.Struct({ status: Schema.String, service: Schema.String, version: Schema.String })))
  .add(HttpApiEndpoint.get("live")`/health/live`.addSuccess(Health))
  .add(HttpApiEndpoint.get("ready")`/health/ready`.addSuccess(Health).addSuccess(Health.annotations(HttpApiSchema.annotations({ status: 503 }))))
  .add(HttpApiEndpoint.get("readiness")`/readiness`.addSuccess(Health))
  .add(HttpApiEndpoint.get("capabilities")`/api/v1/meta/capabilities`.addSuccess(Capabilities))
{}
