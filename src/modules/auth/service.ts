import { createHash, timingSafeEqual } from "node:crypto"
import { Effect, Either, Redacted } from "effect"
import { RateLimit } from "../../providers/cache/RateLimit.js"
import type { ProviderError } from "../../providers/errors.js"
import { Identity } from "../../providers/identity/Identity.js"
import { type Actor, actorFor, CurrentActor } from "../kernel/actor.js"
import { BadRequest, Conflict, Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated } from "../kernel/errors.js"
import { ids, uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { Accounts } from "./Accounts.js"
import { makeAdministration } from "./administration.js"
import { makeBootstrap } from "./bootstrap.js"
import { loginOf, makeForeigners } from "./foreigners.js"
import type { ClientFacts, User } from "./models.js"
import { scopesOf } from "./oauthClients.js"
import { checkNewPassword, decoyHash, hashPassword, matches } from "./passwords.js"
import type { AuthRepository, LoginState } from "./repository.js"
import { authSettings } from "./settings.js"
import { makeTokens } from "./tokens.js"

const USERNAME = /^[A-Za-z0-9._@+-]{3,50}$/
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/
const REGISTRATIONS_PER_HOUR = 20
const TOKEN_CLIENT = "token: "
const MAX_TOKENS = 50
const AUDIT_RETENTION_MS = 30 * 86_400_000

const sameSecret = (a: string, b: string): boolean => timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest())

const actorOf = (user: User, loginId: string | null, scopes: ReadonlyArray<string> | null): Actor => ({
  userId: user.userId, username: user.username, email: user.email, roles: user.roles, organizationId: user.organizationId, teamIds: user.teams, loginId, scopes, anonymous: false
})

export const makeAccounts = (repository: AuthRepository) => Effect.gen(function*() {
  const identity = yield* Identity
  const limiter = yield* RateLimit
  const settings = yield* authSettings
  const tokens = makeTokens({ repository, identity, settings })
  const foreigners = yield* makeForeigners(repository)
  const decoy = yield* Effect.cached(decoyHash)
  const bootstrap = yield* makeBootstrap(repository, settings)

  const wrong = new Unauthenticated({ code: "invalid_credentials", reason: "Invalid username or password" })
  const lockKey = (name: string, facts: ClientFacts) => `login:${name.trim().toLowerCase()}:${facts.address}`
  const window = { limit: settings.maxAttempts, windowMs: settings.lockoutMinutes * 60_000 }

  /** Counts before it checks, so that parallel guesses count too. */
  const admitted = (key: string) => Effect.gen(function*() {
    const decision = yield* limiter.take(key, window)
    if (decision.allowed) return
    const at = yield* now
    return yield* new TooMany({ reason: "too many failed sign-ins; try again later", retryAfter: Math.max(1, (decision.resetAt - at) / 1000) })
  })

  const login: Accounts["Type"]["login"] = Effect.fn("Accounts.login")(function*(name, password, facts) {
    const key = lockKey(name, facts)
    yield* admitted(key)
    const account = yield* repository.findByName(name)
    const valid = yield* matches(account?.passwordHash ?? (yield* decoy), password)
    const at = yield* now
    if (account === null || account.passwordHash === null || !valid || !account.user.active) {
      yield* repository.audit({ at, event: "login_failed", userId: account?.user.userId ?? null, username: name.slice(0, 255), address: facts.address, success: false })
      return yield* wrong
    }
    yield* limiter.reset(key)
    yield* repository.audit({ at, event: "login", userId: account.user.userId, username: account.user.username, address: facts.address, success: true })
    return yield* tokens.start(account.user, facts)
  })

  const newUser = (input: { readonly username: string; readonly email: string; readonly displayName: string | null; readonly devUser: boolean }, at: number): User => ({
    userId: ids.user.make(), username: input.username, email: input.email,
    displayName: input.displayName ?? input.username.split("@")[0]!.split(/[._-]+/).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(" "),
    roles: ["user"], organizationId: "default", teams: [], active: true, mustChangePassword: false, devUser: input.devUser, createdAt: at, lastLoginAt: null
  })

  const checkNames = (username: string, email: string) => Effect.gen(function*() {
    if (!USERNAME.test(username)) return yield* new InvalidInput({ loc: ["body", "username"], reason: "username must have 3 to 50 letters, digits or . _ - @ +" })
    if (!EMAIL.test(email)) return yield* new InvalidInput({ loc: ["body", "email"], reason: "email must be an address such as name@example.org" })
  })

  const insert = (user: User, passwordHash: string | null) => Effect.gen(function*() {
    if (!(yield* repository.insertUser(user, passwordHash))) return yield* new Conflict({ code: "user_exists", reason: "the username or e-mail address is taken" })
    yield* repository.audit({ at: user.createdAt, event: "account_created", userId: user.userId, username: user.username, address: null, success: true })
  })

  const register: Accounts["Type"]["register"] = Effect.fn("Accounts.register")(function*(input, facts) {
    if (!settings.registration || identity.mode !== "local") return yield* new Forbidden({ reason: "registration is switched off; ask an administrator" })
    const decision = yield* limiter.take(`register:${facts.address}`, { limit: REGISTRATIONS_PER_HOUR, windowMs: 3_600_000 })
    if (!decision.allowed) return yield* new TooMany({ reason: "too many registrations from this address", retryAfter: 3_600 })
    yield* checkNames(input.username, input.email)
    yield* checkNewPassword(input.password, [input.username, input.email])
    const user = newUser({ ...input, devUser: false }, yield* now)
    yield* insert(user, yield* hashPassword(input.password))
    return yield* tokens.start(user, facts)
  })

  const devAllowed = settings.devLogin && settings.profile !== "enterprise"
  const devOnly = Effect.suspend(() => devAllowed ? Effect.void : Effect.fail(new Forbidden({ reason: "development sign-in is switched off (AUTH_DEV_LOGIN)" })))

  const anonymous: Actor = {
    userId: settings.anonymousId, username: settings.anonymousId, email: settings.anonymousEmail, roles: [settings.anonymousRole], organizationId: "default",
    teamIds: [], loginId: null, scopes: null, anonymous: true
  }
  const staticToken = Redacted.value(settings.staticToken)

  const revoked = new Unauthenticated({ code: "invalid_token", reason: "the token was revoked; sign in again" })
  const missing = new Unauthenticated({ code: "missing_authorization", reason: "Authorization header is required" })

  const fromStaticToken = Effect.map(repository.findByName(settings.adminName), (admin) =>
    admin === null ? anonymous : actorOf({ ...admin.user, roles: ["user"] }, null, ["cases:read", "cases:write", "knowledge:read", "evidence:read"]))

  const enter = (state: LoginState | null, loginId: string, scopes: ReadonlyArray<string> | null) => state === null || state.revoked || !state.account.user.active
    ? Effect.fail(revoked)
    : Effect.succeed(actorOf(state.account.user, loginId, scopes))

  // flat on purpose: this runs on every request
  const fromToken = (token: string) => identity.verify(token).pipe(
    Effect.catchTag("TokenRejected", (error) => Effect.fail(new Unauthenticated({ code: "invalid_token", reason: error.reason === "expired" ? "Token has expired" : "Invalid token" }))),
    Effect.flatMap((token) => {
      const loginId = token.loginId ?? loginOf(token)
      return Effect.flatMap(repository.loginState(loginId), (known) => known === null && token.loginId === null
        ? Effect.flatMap(Effect.zipRight(foreigners.admit(token), repository.loginState(loginId)), (state) => enter(state, loginId, token.scopes))
        : enter(known, loginId, token.scopes))
    })
  )

  const authenticate: Accounts["Type"]["authenticate"] = (credentials): Effect.Effect<Actor, Unauthenticated | Forbidden | ProviderError> => {
    const token = credentials.bearer ?? credentials.cookie
    if (token === null || token === "") return settings.required ? Effect.fail(missing) : Effect.succeed(anonymous)
    if (credentials.bearer === null && credentials.csrf.unsafe && (credentials.csrf.header === null || credentials.csrf.header !== credentials.csrf.cookie)) {
      return Effect.fail(new Forbidden({ reason: "the CSRF token is missing or wrong; reload the page" }))
    }
    return staticToken !== "" && sameSecret(token, staticToken) ? fromStaticToken : fromToken(token)
  }

  return Accounts.of({
    login, register, authenticate, bootstrap,
    acting: (user) => Effect.map(repository.findUser(user.userId), (account) => ({ ...actorFor(user), teamIds: account?.user.teams ?? [] })),
    standing: (userId) => Effect.map(repository.findUser(userId), (account) => account?.user ?? null),
    registration: settings.registration && identity.mode === "local",
    refresh: tokens.rotate,
    logout: ({ all }) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const at = yield* now
      const ended = all ? yield* repository.revokeAll(actor.userId, at) : actor.loginId === null ? 0 : yield* repository.revokeLogin(actor.loginId, actor.userId, at)
      yield* repository.audit({ at, event: "logout", userId: actor.userId, username: actor.username, address: null, success: true, details: { all, ended } })
      return ended
    }),
    me: Effect.flatMap(CurrentActor, (actor) => Effect.gen(function*() {
      const account = yield* repository.findUser(actor.userId)
      if (account !== null) return account.user
      if (actor.anonymous) {
        return { userId: actor.userId, username: actor.username, email: actor.email, displayName: "Anonymous", roles: actor.roles, organizationId: "default", teams: [], active: true, mustChangePassword: false, devUser: false, createdAt: 0, lastLoginAt: null }
      }
      return yield* new Unauthenticated({ code: "invalid_token", reason: "the account is gone" })
    })),
    changePassword: (current, next) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const account = yield* repository.findUser(actor.userId)
      if (account === null || account.passwordHash === null || !(yield* matches(account.passwordHash, current))) {
        return yield* new InvalidInput({ loc: ["body", "current_password"], reason: "the current password is wrong" })
      }
      yield* checkNewPassword(next, [account.user.username, account.user.email])
      const at = yield* now
      yield* repository.updateUser(actor.userId, { password_hash: yield* hashPassword(next), must_change_password: 0 })
      for (const other of yield* repository.logins(actor.userId, at)) if (other.loginId !== actor.loginId) yield* repository.revokeLogin(other.loginId, actor.userId, at)
      yield* repository.audit({ at, event: "password_changed", userId: actor.userId, username: actor.username, address: null, success: true })
    }),
    logins: Effect.flatMap(CurrentActor, (actor) => Effect.flatMap(now, (at) => repository.logins(actor.userId, at))),
    endLogin: (loginId) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      if ((yield* repository.revokeLogin(loginId, actor.userId, yield* now)) === 0) return yield* new NotFound({ resource: "login", id: loginId })
    }),
    createToken: ({ days, name, scopes }) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const known = scopesOf(scopes.join(" "))
      if (scopes.length === 0 || Either.isLeft(known)) return yield* new InvalidInput({ loc: ["body", "scopes"], reason: Either.isLeft(known) ? `'${known.left}' is no scope` : "name at least one scope" })
      const at = yield* now
      if ((yield* repository.logins(actor.userId, at)).filter((login) => login.client.startsWith(TOKEN_CLIENT)).length >= MAX_TOKENS) return yield* new Conflict({ code: "too_many_tokens", reason: `${MAX_TOKENS} tokens are in use; end one first` })
      const loginId = uuid()
      const expiresAt = at + days * 86_400_000
      yield* repository.insertLogin({ loginId, userId: actor.userId, client: `${TOKEN_CLIENT}${name}`, address: "", userAgent: "", scopes, at, expiresAt })
      const token = yield* identity.sign({ subject: actor.userId, jti: uuid(), loginId, email: actor.email, roles: actor.roles, scopes, expiresAt })
      yield* repository.audit({ at, event: "token_created", userId: actor.userId, username: actor.username, address: null, success: true, details: { name, scopes, days } })
      return { loginId, name, token, scopes, expiresAt }
    }),
    note: (event, details) => Effect.flatMap(CurrentActor, (actor) => Effect.flatMap(now, (at) =>
      repository.audit({ at, event, userId: actor.userId, username: actor.username, address: null, success: true, ...(details === undefined ? {} : { details }) }))),
    devLogin: (username, facts) => Effect.gen(function*() {
      yield* devOnly
      const account = yield* repository.findByName(username)
      if (account === null || !account.user.active) return yield* new Unauthenticated({ code: "authentication_failed", reason: "unknown user" })
      return yield* tokens.start(account.user, facts)
    }),
    devRegister: (input, facts) => Effect.gen(function*() {
      yield* devOnly
      const email = input.email ?? (EMAIL.test(input.username) ? input.username : `${input.username}@dev.faultmaven.local`)
      if (!USERNAME.test(input.username)) return yield* new BadRequest({ reason: "username must have 3 to 50 letters, digits or . _ - @ +" })
      const user = newUser({ ...input, email, devUser: true }, yield* now)
      yield* insert(user, null)
      return yield* tokens.start(user, facts)
    }),
    ...makeAdministration(repository),
    sweep: Effect.flatMap(now, (at) => repository.sweep(at - AUDIT_RETENTION_MS))
  })
})
