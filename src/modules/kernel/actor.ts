import { Context } from "effect"

/**
 * Who is asking, derived from verified credentials only (never from client
 * headers). Services take it from the context; handlers never pass user ids.
 */
export interface Actor {
  readonly userId: string
  readonly username: string
  readonly email: string
  /** `admin` or `user`; several are possible */
  readonly roles: ReadonlyArray<string>
  /** `default` where the deployment has no organisations */
  readonly organizationId: string
  /** names of teams of the organisation */
  readonly teamIds: ReadonlyArray<string>
  /** id of the token family (login) the request came with; null for static tokens and anonymous use */
  readonly loginId: string | null
  /** OAuth scopes of the token; null = everything the user may do */
  readonly scopes: ReadonlyArray<string> | null
  /** true only with AUTH_REQUIRED=false and no credentials */
  readonly anonymous: boolean
}

export class CurrentActor extends Context.Tag("faultmaven/kernel/CurrentActor")<CurrentActor, Actor>() {}

export const isAdmin = (actor: Actor): boolean => actor.roles.includes("admin")

/** The actor that background work uses for a user's own data; it is in no team. */
export const actorFor = (user: { readonly userId: string; readonly organizationId: string }): Actor => ({
  userId: user.userId,
  username: "",
  email: "",
  roles: ["user"],
  organizationId: user.organizationId,
  teamIds: [],
  loginId: null,
  scopes: null,
  anonymous: false
})
