import type { JWTPayload } from "jose"

const textOf = (value: unknown): string | null => (typeof value === "string" && value.trim() !== "" ? value.trim() : null)

/** A claim by its name, or by a path such as `realm_access.roles`. */
const claimAt = (claims: JWTPayload, name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : name.split(".").reduce<unknown>((at, step) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[step] : undefined), claims)

/** The plain claim, else a namespaced one such as `https://example.org/email`: issuers allow custom claims only under an address. */
const plainOrNamespaced = (claims: JWTPayload, name: string): unknown => {
  const namespaced = Object.keys(claims).find((key) => /^https?:\/\//.test(key) && key.endsWith(`/${name}`))
  return claims[name] ?? (namespaced === undefined ? undefined : claims[namespaced])
}

export const textClaim = (claims: JWTPayload, name: string): string | null => textOf(plainOrNamespaced(claims, name))

/**
 * What an issuer's roles mean here: `admin` for one that the operator named,
 * `user` for everybody. Null where the token has no such claim.
 */
export const rolesOf = (claims: JWTPayload, options: { readonly claim: string | null; readonly adminRoles: ReadonlyArray<string> }): ReadonlyArray<string> | null => {
  const value = options.claim === null ? plainOrNamespaced(claims, "roles") ?? claimAt(claims, "realm_access.roles") : claimAt(claims, options.claim)
  if (value === undefined || value === null) return null
  const given = (Array.isArray(value) ? value : typeof value === "string" ? value.split(/[\s,]+/) : []).filter((role): role is string => typeof role === "string")
  const admin = given.some((role) => options.adminRoles.some((name) => name.toLowerCase() === role.toLowerCase()))
  return admin ? ["admin", "user"] : ["user"]
}

const TEAM = /^[A-Za-z0-9._-]{1,64}$/
const MAX_TEAMS = 50

/**
 * Teams that an issuer names, sorted; what cannot be a team's name here is left
 * out. Null where no claim was configured. A token without the claim means no
 * team: issuers leave out an empty list, and who left must not stay in.
 */
export const teamsOf = (claims: JWTPayload, claim: string | null): ReadonlyArray<string> | null => {
  if (claim === null) return null
  const value = claimAt(claims, claim) ?? plainOrNamespaced(claims, claim)
  const given = Array.isArray(value) ? value : typeof value === "string" ? value.split(/[\s,]+/) : []
  // some issuers write a group as a path from the root
  const names = given.flatMap((name) => (typeof name === "string" ? [name.trim().replace(/^\//, "")] : [])).filter((name) => TEAM.test(name))
  return [...new Set(names)].sort().slice(0, MAX_TEAMS)
}

const OWN_SCOPE = /^(cases|knowledge|evidence):(read|write)$/

/** Null (unrestricted) unless the token names scopes of this product: an issuer that knows none of them limits nothing. */
export const scopesOf = (claims: JWTPayload): ReadonlyArray<string> | null => {
  const given = (textOf(claims["scope"]) ?? textOf(claims["scp"]) ?? "").split(/\s+/)
  return given.some((scope) => OWN_SCOPE.test(scope)) ? given : null
}

/** ID tokens tell an app who signed in; they are no key to an API, whoever they are made for. */
export const isAccessToken = (claims: JWTPayload, type: string | undefined): boolean =>
  !("at_hash" in claims) && !("c_hash" in claims) && !("nonce" in claims) && claims["token_use"] !== "id" &&
  (type === undefined || /^(application\/)?(at\+)?jwt$/i.test(type))
