import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { type Config, ConfigProvider, Effect, Either } from "effect"
import { httpSettings } from "../../../src/http/settings.js"
import { authSettings } from "../../../src/modules/auth/settings.js"
import { settings as redis } from "../../../src/providers/cache/redis.js"
import { settings as postgres } from "../../../src/providers/data/postgres.js"
import { settings as embedding } from "../../../src/providers/embedding/layer.js"
import { settings as s3 } from "../../../src/providers/files/s3.js"
import { settings as oidc } from "../../../src/providers/identity/oidc.js"
import { settings as llm } from "../../../src/providers/llm/settings.js"
import { sections, variables } from "../../../src/providers/profiles/configuration/table.js"
import { settings as chroma } from "../../../src/providers/vectors/chroma.js"
import { settings as pinecone } from "../../../src/providers/vectors/pinecone.js"

const source = new URL("../../../src", import.meta.url).pathname
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && !file.includes("profiles/configuration/") && !file.includes("/engine/"))
const readers = files.map((file) => readFileSync(join(source, file), "utf8")).filter((text) => /\bConfig\.\w/.test(text))
const quoted = new Set(readers.flatMap((text) => [...text.matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)"/g)].map((match) => match[1]!)))

/** in quotes beside settings, but no variables: words of protocols and of the log */
const WORDS = /^(WHEN_REQUIRED|INFO|[A-Z0-9]+)$/
const ONE_WORD = ["HOST", "PORT", "PROFILE"]
/** made from a vendor's or a task's name */
const COMPOSED = /^(OPENAI|ANTHROPIC|GROQ|GEMINI|FIREWORKS|HUGGINGFACE|OPENROUTER)_(API_KEY|MODEL|BASE_URL|API_BASE|CONTEXT_WINDOW)$|^(CHAT|SYNTHESIS|MULTIMODAL|TITLE)_(PROVIDER|MODEL)$/

describe("configuration · table", () => {
  it("names every variable once", () => {
    const names = variables.flatMap(({ aliases, name }) => [name, ...(aliases ?? [])])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    for (const section of sections) expect(section.variables.length).toBeGreaterThan(0)
  })

  it("knows every variable that the source reads", () => {
    const known = new Set(variables.flatMap(({ aliases, name }) => [name, ...(aliases ?? [])]))
    expect([...quoted].filter((name) => (!WORDS.test(name) || ONE_WORD.includes(name)) && !known.has(name))).toEqual([])
    expect(quoted.size).toBeGreaterThan(80)
  })

  it("names no variable that nothing reads", () => {
    expect(variables.filter(({ deprecated, name }) => deprecated === undefined && !quoted.has(name) && !COMPOSED.test(name)).map(({ name }) => name)).toEqual([])
  })

  const defaults = new Map(variables.flatMap((variable) => (variable.default === undefined ? [] : [[variable.name, variable.default] as const])))
  const read = (config: Config.Config<unknown>, values: ReadonlyMap<string, string>) =>
    Either.getOrThrow(Effect.runSync(Effect.either(Effect.withConfigProvider(config, ConfigProvider.fromMap(new Map(values))))))
  const needed = { DATABASE_URL: "postgresql://u:p@h/d", S3_BUCKET_NAME: "b", PINECONE_API_KEY: "k", PINECONE_INDEX_NAME: "i", CHROMADB_HOST: "h", REDIS_HOST: "h", OIDC_ISSUER_URL: "https://i.example.org/", OIDC_AUDIENCE: "a" }
  for (const [name, config] of Object.entries<Config.Config<unknown>>({ http: httpSettings, auth: authSettings, redis, postgres, embedding, s3, llm, chroma, pinecone, oidc })) {
    it(`states the defaults of ${name} as they are`, () => {
      const own = read(config, new Map(Object.entries(needed)))
      expect(JSON.stringify(read(config, new Map([...defaults, ...Object.entries(needed)])))).toBe(JSON.stringify(own))
    })
  }
})
