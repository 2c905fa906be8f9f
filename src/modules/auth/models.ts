/** Accounts and logins; times are UTC epoch milliseconds. */
export interface User {
  readonly userId: string
  readonly username: string
  readonly email: string
  readonly displayName: string
  readonly roles: ReadonlyArray<string>
  readonly organizationId: string
  /** teams of the organisation whose knowledge the user shares; sorted names */
  readonly teams: ReadonlyArray<string>
  readonly active: boolean
  readonly mustChangePassword: boolean
  readonly devUser: boolean
  readonly createdAt: number
  readonly lastLoginAt: number | null
}

/** What a successful sign-in gives. */
export interface SignedIn {
  readonly user: User
  readonly loginId: string
  readonly accessToken: string
  readonly expiresAt: number
  readonly refreshToken: string
  readonly refreshExpiresAt: number
  /** what an OAuth client was given; null = everything */
  readonly scopes: ReadonlyArray<string> | null
}

/** One signed-in device: the family of tokens that began with one sign-in. */
export interface Login {
  readonly loginId: string
  readonly client: string
  readonly address: string
  readonly userAgent: string
  /** null = everything */
  readonly scopes: ReadonlyArray<string> | null
  readonly createdAt: number
  readonly lastUsedAt: number
}

/** A token for a program: it carries some of its owner's rights until it expires or is ended like a login. */
export interface ApiToken {
  readonly loginId: string
  readonly name: string
  readonly token: string
  readonly scopes: ReadonlyArray<string>
  readonly expiresAt: number
}

export interface ClientFacts {
  readonly address: string
  readonly userAgent: string
  /** `password`, `dashboard`, or the OAuth client id */
  readonly client: string
}

/** Something that happened to an account. */
export interface AuditEvent {
  readonly id: string
  readonly at: number
  readonly event: string
  readonly userId: string | null
  readonly username: string | null
  readonly address: string | null
  readonly success: boolean
  readonly details: Record<string, unknown>
}
