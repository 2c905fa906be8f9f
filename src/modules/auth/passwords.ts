import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import { InvalidInput } from "../kernel/errors.js"
import { argon2 } from "./argon2.js"

export const MIN_PASSWORD = 12

/** The most used long passwords; shorter ones fall to the length rule. */
const COMMON = new Set([
  "123456789012", "1234567890123", "password1234", "password12345", "passwordpassword", "qwertyuiop12", "qwerty123456", "administrator", "letmein12345",
  "iloveyou1234", "welcome12345", "changeme1234", "changeme12345", "faultmaven123", "111111111111", "000000000000", "abcdefghijkl", "abc123456789"
])

export const hashPassword = (password: string): Effect.Effect<string> => Effect.promise(async () => (await argon2()).hash(password))

export const matches = (stored: string, password: string): Effect.Effect<boolean> =>
  Effect.promise(async () => (await argon2()).verify(stored, password))

/** A hash nobody has the password of: unknown accounts cost the same time as known ones. */
export const decoyHash: Effect.Effect<string> = Effect.suspend(() => hashPassword(randomBytes(24).toString("base64url")))

export const checkNewPassword = (password: string, about: ReadonlyArray<string>): Effect.Effect<void, InvalidInput> => {
  const refuse = (reason: string) => Effect.fail(new InvalidInput({ loc: ["body", "password"], type: "password_weak", reason }))
  if (password.length < MIN_PASSWORD) return refuse(`password must have at least ${MIN_PASSWORD} characters`)
  if (password.length > 256) return refuse("password may have at most 256 characters")
  const lower = password.toLowerCase()
  if (COMMON.has(lower)) return refuse("password is one of the most used ones")
  if (about.some((text) => text.length >= 4 && lower === text.toLowerCase())) return refuse("password must not be the name or address of the account")
  return Effect.void
}

/** About 107 bits, readable. */
export const generatePassword = (): string => randomBytes(15).toString("base64url").slice(0, 18)
