import { Context, type Effect } from "effect"
import type { Actor, CurrentActor } from "../kernel/actor.js"
import type { BadRequest, Conflict, Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated } from "../kernel/errors.js"
import type { ProviderError } from "../../providers/errors.js"
import type { ApiToken, AuditEvent, ClientFacts, Login, SignedIn, User } from "./models.js"

/** Local accounts, sign-in and tokens. */
export class Accounts extends Context.Tag("faultmaven/auth/Accounts")<Accounts, {
  /** Username or e-mail and password. Five failures lock the pair of account and address for 15 minutes. */
  readonly login: (name: string, password: string, facts: ClientFacts) => Effect.Effect<SignedIn, Unauthenticated | TooMany | ProviderError>
  readonly register: (
    input: { readonly username: string; readonly email: string; readonly password: string; readonly displayName: string | null },
    facts: ClientFacts
  ) => Effect.Effect<SignedIn, InvalidInput | Conflict | Forbidden | TooMany | ProviderError>
  /** Rotates the refresh token. A token used twice revokes its family, except its immediate predecessor within 10 s. */
  readonly refresh: (refreshToken: string, facts: ClientFacts) => Effect.Effect<SignedIn, Unauthenticated | ProviderError>
  /** Ends the login of the current token, or all logins of the user; answers how many ended. */
  readonly logout: (options: { readonly all: boolean }) => Effect.Effect<number, never, CurrentActor>
  readonly me: Effect.Effect<User, Unauthenticated, CurrentActor>
  readonly changePassword: (current: string, next: string) => Effect.Effect<void, InvalidInput | Unauthenticated | ProviderError, CurrentActor>
  readonly logins: Effect.Effect<ReadonlyArray<Login>, never, CurrentActor>
  readonly endLogin: (loginId: string) => Effect.Effect<void, NotFound, CurrentActor>
  /** A token for a program, listed and ended among the logins; at most 50 live ones per person. It cannot make further ones. */
  readonly createToken: (input: { readonly name: string; readonly scopes: ReadonlyArray<string>; readonly days: number }) => Effect.Effect<ApiToken, InvalidInput | Conflict | Unauthenticated | ProviderError, CurrentActor>
  /** Writes into the audit log what the actor did. */
  readonly note: (event: string, details?: Record<string, unknown>) => Effect.Effect<void, never, CurrentActor>
  /** Signs in an account without a password; only while AUTH_DEV_LOGIN is on and never in enterprise. */
  readonly devLogin: (username: string, facts: ClientFacts) => Effect.Effect<SignedIn, Forbidden | Unauthenticated | ProviderError>
  readonly devRegister: (
    input: { readonly username: string; readonly email: string | null; readonly displayName: string | null },
    facts: ClientFacts
  ) => Effect.Effect<SignedIn, Forbidden | Conflict | BadRequest | InvalidInput | ProviderError>
  /** The actor behind a bearer token, checked every time: signature, expiry, revocation. Null token: anonymous where allowed. */
  readonly authenticate: (credentials: {
    readonly bearer: string | null
    readonly cookie: string | null
    /** value of X-CSRF-Token, and of the readable cookie it must equal */
    readonly csrf: { readonly header: string | null; readonly cookie: string | null; readonly unsafe: boolean }
  }) => Effect.Effect<Actor, Unauthenticated | Forbidden | ProviderError>
  /** The actor of background work that a user asked for, with the teams that the user has now. */
  readonly acting: (user: { readonly userId: string; readonly organizationId: string }) => Effect.Effect<Actor>
  /** What an account may do now; null where there is none (anonymous use, a static token). For background work that was asked for earlier. */
  readonly standing: (userId: string) => Effect.Effect<Pick<User, "roles" | "teams" | "organizationId" | "active"> | null>
  /** Name and password of the administrator made at this start; null on every later one. */
  readonly bootstrap: { readonly username: string; readonly password: string | null } | null
  /** whether strangers may register */
  readonly registration: boolean
  readonly changeProfile: (changes: { readonly displayName?: string | undefined; readonly email?: string | undefined }) => Effect.Effect<User, Unauthenticated | Conflict | InvalidInput, CurrentActor>

  // for administrators; `Forbidden` for everybody else
  /** `text` matches names and addresses; two statements. */
  readonly users: (page: { readonly limit: number; readonly offset: number; readonly text?: string | undefined }) => Effect.Effect<{ readonly users: ReadonlyArray<User>; readonly total: number }, Forbidden, CurrentActor>
  /** Without a password one is made; it is in the answer and nowhere else. */
  readonly createUser: (
    input: { readonly username: string; readonly email: string; readonly displayName: string | null; readonly password: string | null; readonly roles: ReadonlyArray<string>; readonly organizationId?: string | undefined; readonly teams?: ReadonlyArray<string> | undefined }
  ) => Effect.Effect<{ readonly user: User; readonly password: string | null }, Forbidden | Conflict | InvalidInput, CurrentActor>
  /** Roles, teams (all of them, in place of the former) and activity; takes effect at once. The last active administrator stays one. */
  readonly changeUser: (
    userId: string,
    changes: { readonly roles?: ReadonlyArray<string> | undefined; readonly teams?: ReadonlyArray<string> | undefined; readonly active?: boolean | undefined; readonly displayName?: string | undefined }
  ) => Effect.Effect<User, Forbidden | NotFound | Conflict | InvalidInput, CurrentActor>
  /** Ends all logins of the user and answers a new password, to be changed at the next sign-in. */
  readonly resetPassword: (userId: string) => Effect.Effect<string, Forbidden | NotFound, CurrentActor>
  /** Ends all logins and tokens of the user; answers how many. */
  readonly endSessions: (userId: string) => Effect.Effect<number, Forbidden | NotFound, CurrentActor>
  /** Newest first; two statements. */
  readonly auditEvents: (query: { readonly limit: number; readonly offset: number; readonly event?: string | undefined; readonly userId?: string | undefined }) => Effect.Effect<{ readonly events: ReadonlyArray<AuditEvent>; readonly total: number }, Forbidden, CurrentActor>
  /** Ended logins and expired tokens; answers how many rows went. For the cleaner. */
  readonly sweep: Effect.Effect<number>
}>() {}
