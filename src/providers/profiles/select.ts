import { Config, Effect } from "effect"
import type { Profile } from "./Profile.js"

/** `public` is the older deployment's word for core. */
export const profileName = Config.literal("core", "team", "enterprise", "public")("PROFILE").pipe(
  Config.withDefault("core" as const),
  Config.map((name) => (name === "public" ? "core" : name))
)

const load: Record<Profile["name"], () => Promise<Profile>> = {
  // loaded on demand: core never reads PostgreSQL, AWS or Pinecone code
  core: async () => (await import("./core.js")).core,
  team: async () => (await import("./team.js")).team,
  enterprise: async () => (await import("./enterprise.js")).enterprise
}

export const profile = Effect.flatMap(profileName, (name) => Effect.promise(load[name]))
