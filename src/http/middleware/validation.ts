import type { ValidationItem } from "../errors.js"

interface Issue { readonly _tag: string; readonly path: ReadonlyArray<PropertyKey>; readonly message: string }

const SECRET = /pass|secret|token|code|verifier|api_?key|authorization/i

const typeOf = (issue: Issue): string => {
  if (issue._tag === "Missing") return "missing"
  const text = issue.message
  if (/at least \d+ character|minLength|non empty/i.test(text)) return "string_too_short"
  if (/at most \d+ character|maxLength/i.test(text)) return "string_too_long"
  if (/greater than or equal/i.test(text)) return "greater_than_equal"
  if (/less than or equal/i.test(text)) return "less_than_equal"
  if (/between/i.test(text)) return "out_of_range"
  if (/integer/i.test(text)) return "int_type"
  return issue._tag === "Type" ? "type_error" : "value_error"
}

/** Schema messages name the actual value; clients get what was expected, never a value that may be a secret. */
const clean = (message: string): string => {
  const cut = message.split(", actual ")[0]!.replace(/\s+/g, " ").trim()
  return cut.length > 300 ? `${cut.slice(0, 300)}…` : cut
}

const at = (body: unknown, path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), body)

/** `part` is `body`, `query` or `path`; `body` is the decoded JSON where there was one. */
export const validationItem = (issue: Issue, part: string, body: unknown): typeof ValidationItem.Type => {
  const loc = [part, ...issue.path.map((key) => (typeof key === "number" ? key : String(key)))]
  const secret = issue.path.some((key) => SECRET.test(String(key)))
  const value = part === "body" && !secret ? at(body, issue.path) : null
  const input = typeof value === "string" && value.length > 200 ? `${value.slice(0, 200)}…` : typeof value === "object" ? null : value ?? null
  return { type: typeOf(issue), loc, msg: issue._tag === "Missing" ? "Field required" : clean(issue.message), input }
}
