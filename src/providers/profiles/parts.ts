import { Config, Effect, Layer } from "effect"

/** `STORAGE_PROVIDER` (older: `STORAGE_TYPE`, `FILE_STORAGE`): any profile may keep its files in S3 or on a disk. */
const storage = Config.literal("local", "s3")("STORAGE_PROVIDER").pipe(
  Config.orElse(() => Config.literal("local", "s3")("STORAGE_TYPE")),
  Config.orElse(() => Config.literal("local", "s3")("FILE_STORAGE"))
)

/** The file store of this start: the named one, else the profile's. The AWS SDK is loaded only for S3. */
export const files = (profile: "local" | "s3") => Layer.unwrapEffect(Effect.gen(function*() {
  const chosen = yield* Config.withDefault(storage, profile)
  return chosen === "s3"
    ? (yield* Effect.promise(() => import("../files/s3.js"))).layer
    : (yield* Effect.promise(() => import("../files/local.js"))).layer
}))
