import { Effect } from "effect"
import { type Actor, CurrentActor, isAdmin } from "../kernel/actor.js"
import { Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated } from "../kernel/errors.js"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Accounts } from "./Accounts.js"
import type { User } from "./models.js"
import { checkNewPassword, generatePassword, hashPassword } from "./passwords.js"
import type { AuthRepository } from "./repository.js"

export const ROLES = ["admin", "user"] as const

const administrator: Effect.Effect<Actor, Forbidden, CurrentActor> = Effect.filterOrFail(CurrentActor, isAdmin, () => new Forbidden({ reason: "the admin role is needed" }))

const invalid = (field: string, type: string, reason: string) => Effect.fail(new InvalidInput({ loc: ["body", field], type, reason }))
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/
const TEAM = /^[A-Za-z0-9._-]{1,64}$/
const MAX_TEAMS = 50
const USERNAME = /^[A-Za-z0-9._@+-]{3,50}$/

export const checkUsername = (username: string) =>
  USERNAME.test(username) ? Effect.void : invalid("username", "value_error", "username may have letters, digits and . _ @ + -, 3 to 50 of them")
export const checkAddress = (email: string) => EMAIL.test(email) ? Effect.void : invalid("email", "value_error", "email is not a valid address")

const checkRoles = (roles: ReadonlyArray<string>) => {
  const unknown = roles.find((role) => !(ROLES as ReadonlyArray<string>).includes(role))
  return unknown !== undefined || roles.length === 0 ? invalid("roles", "enum", `roles must be one or more of ${ROLES.join(", ")}`) : Effect.void
}

/** Sorted and each once, so that equal memberships are stored alike. */
const teamsOf = (given: ReadonlyArray<string>) => {
  const teams = [...new Set(given)].sort()
  const wrong = teams.find((team) => !TEAM.test(team))
  if (wrong !== undefined) return invalid("teams", "value_error", "a team has 1 to 64 letters, digits or . _ -")
  return teams.length > MAX_TEAMS ? invalid("teams", "too_long", `a user is in at most ${MAX_TEAMS} teams`) : Effect.succeed(teams)
}

type Administration = Pick<Accounts["Type"], "changeProfile" | "users" | "createUser" | "changeUser" | "resetPassword" | "endSessions" | "auditEvents">

/** What a user changes of the own account, and what an administrator does with the accounts of others; every change is audited. */
export const makeAdministration = (repository: AuthRepository): Administration => {
  const found = (userId: string) => Effect.filterOrFail(Effect.map(repository.findUser(userId), (account) => account?.user ?? null), (user): user is User => user !== null, () => new NotFound({ resource: "user", id: userId }))
  const audited = (by: Actor, event: string, user: User, details: Record<string, unknown>) => Effect.flatMap(now, (at) =>
    repository.audit({ at, event, userId: user.userId, username: user.username, address: null, success: true, details: { ...details, by: by.username } }))

  const createUser: Administration["createUser"] = (input) => Effect.gen(function*() {
    const by = yield* administrator
    yield* checkUsername(input.username)
    yield* checkAddress(input.email)
    yield* checkRoles(input.roles)
    const teams = yield* teamsOf(input.teams ?? [])
    const generated = input.password === null ? generatePassword() : null
    const password = input.password ?? generated!
    yield* checkNewPassword(password, [input.username, input.email])
    const user: User = {
      userId: ids.user.make(), username: input.username, email: input.email, displayName: input.displayName ?? input.username, roles: input.roles,
      organizationId: input.organizationId ?? by.organizationId, teams, active: true, mustChangePassword: generated !== null, devUser: false, createdAt: yield* now, lastLoginAt: null
    }
    if (!(yield* repository.insertUser(user, yield* hashPassword(password)))) return yield* new Conflict({ code: "user_exists", reason: "the name or the address is taken" })
    yield* audited(by, "user_created", user, { roles: user.roles, teams })
    return { user, password: generated }
  })

  const changeUser: Administration["changeUser"] = (userId, changes) => Effect.gen(function*() {
    const by = yield* administrator
    if (changes.roles !== undefined) yield* checkRoles(changes.roles)
    const teams = changes.teams === undefined ? undefined : yield* teamsOf(changes.teams)
    const user = yield* found(userId)
    const next: User = { ...user, roles: changes.roles ?? user.roles, teams: teams ?? user.teams, active: changes.active ?? user.active, displayName: changes.displayName?.trim() || user.displayName }
    if (!(next.active && next.roles.includes("admin"))) {
      const admins = yield* repository.activeAdmins
      if (admins.length === 1 && admins[0] === userId) return yield* new Conflict({ code: "last_admin", reason: "this is the last active administrator" })
    }
    yield* repository.updateUser(userId, {
      roles: JSON.stringify(next.roles), active: next.active ? 1 : 0, display_name: next.displayName, ...(teams === undefined ? {} : { teams: JSON.stringify(teams) })
    })
    if (!next.active) yield* repository.revokeAll(userId, yield* now)
    yield* audited(by, "user_changed", next, { roles: next.roles, active: next.active, teams: next.teams })
    return next
  })

  const resetPassword: Administration["resetPassword"] = (userId) => Effect.gen(function*() {
    const by = yield* administrator
    const user = yield* found(userId)
    const password = generatePassword()
    yield* repository.updateUser(userId, { password_hash: yield* hashPassword(password), must_change_password: 1 })
    yield* repository.revokeAll(userId, yield* now)
    yield* audited(by, "password_reset", user, {})
    return password
  })

  return {
    createUser, changeUser, resetPassword,
    endSessions: (userId) => Effect.gen(function*() {
      const by = yield* administrator
      const user = yield* found(userId)
      const at = yield* now
      const ended = yield* repository.revokeAll(userId, at)
      yield* repository.audit({ at, event: "sessions_ended", userId, username: user.username, address: null, success: true, details: { by: by.username, ended } })
      return ended
    }),
    changeProfile: (changes) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const account = yield* repository.findUser(actor.userId)
      if (account === null) return yield* new Unauthenticated({ code: "invalid_token", reason: "this account has no profile" })
      if (changes.email !== undefined) {
        yield* checkAddress(changes.email)
        const holder = yield* repository.findByName(changes.email)
        if (holder !== null && holder.user.userId !== actor.userId) return yield* new Conflict({ code: "email_taken", reason: "the address is taken" })
      }
      const next: User = { ...account.user, displayName: changes.displayName?.trim() || account.user.displayName, email: changes.email ?? account.user.email }
      yield* repository.updateUser(actor.userId, { display_name: next.displayName, email: next.email, email_key: next.email.trim().toLowerCase() })
      yield* audited(actor, "profile_changed", next, {})
      return next
    }),
    users: (page) => Effect.zipRight(administrator, repository.listUsers(page.limit, page.offset, page.text)),
    auditEvents: (query) => Effect.zipRight(administrator, repository.auditEvents(query))
  }
}
