import { Effect, Redacted } from "effect"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { generatePassword, hashPassword } from "./passwords.js"
import type { AuthRepository } from "./repository.js"
import type { AuthSettings } from "./settings.js"

/** The older deployment's public default counts as no password at all. */
const KNOWN_DEFAULT = "changeme123"

/** Makes the first administrator when there is no user yet; replicas race safely for the name. */
export const makeBootstrap = (repository: AuthRepository, settings: AuthSettings) => Effect.gen(function*() {
  if ((yield* repository.countUsers) > 0) return null
  const given = Redacted.value(settings.adminPassword)
  const generated = given === "" || given === KNOWN_DEFAULT
  const password = generated ? generatePassword() : given
  const at = yield* now
  const username = settings.adminName.trim() === "" ? "admin" : settings.adminName.trim()
  const created = yield* repository.insertUser({
    userId: ids.user.make(), username, email: username.includes("@") ? username : `${username}@faultmaven.local`, displayName: "Administrator",
    roles: ["admin", "user"], organizationId: "default", teams: [], active: true, mustChangePassword: generated, devUser: false, createdAt: at, lastLoginAt: null
  }, yield* hashPassword(password))
  return created ? { username, password: generated ? password : null } : null
})
