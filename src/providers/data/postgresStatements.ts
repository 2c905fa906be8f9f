import type pg from "pg"

/** Names are given to statements that come again; what is longer or seldom the same (inserts of many rows) is parsed anew. */
const LONGEST = 4_096
/** Statements with a name, a process: each connection keeps the plans of those it has run. */
const MAX_NAMED = 400
/** Texts seen once that are remembered, until they are forgotten all at once. */
const MAX_SEEN = 2_000

/** A plan whose tables changed beneath it, and a name that the server (or a pooler before it) does not know or knows already. */
const CHANGED_PLAN = "0A000", UNKNOWN_NAME = "26000", KNOWN_NAME = "42P05"

interface Parameters { readonly text: string; readonly values: ReadonlyArray<unknown> }
type Failure = (Error & { readonly code?: string }) | null
type Done = (error: Failure, result?: unknown) => void
type Run = (...args: ReadonlyArray<unknown>) => unknown

/** PostgreSQL has no NUL in text and would end the statement; SQLite has. Shown as the replacement character. */
const storable = (value: unknown): unknown => (typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value)

/** Not a cursor, which is an object of its own that the driver runs. */
const hasParameters = (first: unknown): first is Parameters =>
  typeof first === "object" && first !== null && !("submit" in first) && "text" in first && typeof first.text === "string" && "values" in first && Array.isArray(first.values)

/** Names by text, the same for all connections of a pool; a text gets one when it comes the second time. */
const makeNames = () => {
  const seen = new Set<string>()
  const names = new Map<string, string>()
  let generation = 0
  let enabled = true
  return {
    of: (text: string): string | undefined => {
      if (!enabled || text.length > LONGEST) return undefined
      const name = names.get(text)
      if (name !== undefined || names.size >= MAX_NAMED) return name
      if (!seen.has(text)) {
        if (seen.size >= MAX_SEEN) seen.clear()
        seen.add(text)
        return undefined
      }
      seen.delete(text)
      const given = `fm${generation}_${names.size}`
      names.set(text, given)
      return given
    },
    /** Other names from now on: a connection would go on with the plan it has under the old ones. */
    renew: (): void => {
      generation++
      names.clear()
    },
    disable: (): void => void (enabled = false)
  }
}

/**
 * Makes each connection of a pool store text as PostgreSQL can, and lets it
 * parse and plan a statement with parameters once (a named statement) where
 * `prepare` says so. A statement that fails because its name is stale is run
 * again without one; a pooler that cannot keep names is not given any more.
 */
export const adapt = (pool: pg.Pool, prepare: boolean): void => {
  const names = makeNames()
  if (!prepare) names.disable()
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as Run
    const prepared = (config: Parameters, name: string, done: Done): unknown => query({ ...config, name }, (error: Failure, result?: unknown) => {
      if (error?.code !== CHANGED_PLAN && error?.code !== UNKNOWN_NAME && error?.code !== KNOWN_NAME) return done(error, result)
      if (error.code === CHANGED_PLAN) names.renew()
      else names.disable()
      // inside a transaction this fails as well, and the first error is the one to tell
      query(config, (again: Failure, second?: unknown) => (again === null ? done(null, second) : done(error)))
    })
    client.query = ((first: unknown, second: unknown, third: unknown) => {
      const config = typeof first === "string" && Array.isArray(second) ? { text: first, values: second.map(storable) } : hasParameters(first) ? { ...first, values: first.values.map(storable) } : null
      if (config === null) return query(first, second, third)
      const done = typeof third === "function" ? third : second
      const name = typeof done === "function" && config.values.length > 0 ? names.of(config.text) : undefined
      return name === undefined ? query(config, done) : prepared(config, name, done as Done)
    }) as typeof client.query
  })
}
