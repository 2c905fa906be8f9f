import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "@effect/vitest"
import fc from "fast-check"
import { parseDotenv } from "../../../src/providers/profiles/configuration/dotenv.js"
import { readEnvironment, valuesOf } from "../../../src/providers/profiles/configuration/Environment.js"
import { faults } from "../../../src/providers/profiles/configuration/missing.js"
import { report, reportLines } from "../../../src/providers/profiles/configuration/report.js"
import { variables } from "../../../src/providers/profiles/configuration/table.js"

const folder = mkdtempSync(join(tmpdir(), "fm-configuration-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (own: Record<string, string>, dotenv = "") => {
  writeFileSync(join(folder, ".env"), dotenv)
  return readEnvironment({ variables: own, folder })
}
const values = (own: Record<string, string>, dotenv?: string) => Object.fromEntries(valuesOf(read(own, dotenv)))
const statusOf = (own: Record<string, string>, dotenv?: string) => Object.fromEntries(report(read(own, dotenv)).map(({ name, status }) => [name, status]))
const faultNames = (own: Record<string, string>) => faults(read(own)).map(({ name }) => name)

describe("configuration · .env", () => {
  it("reads what Compose reads", () => {
    const text = [
      "# a comment", "PLAIN=value", "export EXPORTED = spaced  ", "HASH=pa#ss", "COMMENT=value # why", "EMPTY=", "EMPTY_COMMENT= # nothing",
      "SINGLE='it is # no \\n comment'", 'DOUBLE="two\\nlines \\"quoted\\" # kept" # comment', "URL=postgresql+asyncpg://u:p%40@h:5432/db?x=1", "TWICE=first", "TWICE=second",
      'LONG="first', 'second"', "not a line", "AFTER=yes\r", "EQUALS=a=b=c"
    ].join("\n")
    expect(Object.fromEntries(parseDotenv(`\ufeff${text}`))).toEqual({
      PLAIN: "value", EXPORTED: "spaced", HASH: "pa#ss", COMMENT: "value", EMPTY: "", EMPTY_COMMENT: "", SINGLE: "it is # no \\n comment", DOUBLE: 'two\nlines "quoted" # kept',
      URL: "postgresql+asyncpg://u:p%40@h:5432/db?x=1", TWICE: "second", LONG: "first\nsecond", AFTER: "yes", EQUALS: "a=b=c"
    })
  })

  it("gives back any value that was written in double quotes", () => {
    fc.assert(fc.property(fc.string(), (value) => {
      const written = `"${value.replace(/[\\"]/g, "\\$&")}"`
      expect(parseDotenv(`A=1\nX=${written}\nB=2`).get("X")).toBe(value)
    }))
  })

  it("the environment goes before the file; an empty value is none", () => {
    expect(values({ PORT: "9000" }, "PORT=1\nHOST=::1\n")).toMatchObject({ PORT: "9000", HOST: "::1" })
    expect(values({ OPENAI_API_KEY: "  ", REDIS_DB: "" })).toEqual({})
    expect(values({ LEGACY_PORTS: "" })).toEqual({ LEGACY_PORTS: "" })
  })
})

describe("configuration · names and values", () => {
  it("older names mean the same, and the present name goes before them", () => {
    expect(values({ GATEWAY_PORT: "8090", JWT_EXPIRE_MINUTES: "5", VECTOR_STORE: "chromadb", S3_BUCKET: "b", AWS_REGION: "eu", FILE_STORAGE: "S3" }))
      .toEqual({ PORT: "8090", ACCESS_TOKEN_EXPIRE_MINUTES: "5", VECTOR_DB_PROVIDER: "chroma", S3_BUCKET_NAME: "b", S3_REGION: "eu", STORAGE_PROVIDER: "s3" })
    expect(values({ API_PORT: "1", PORT: "2" })).toEqual({ PORT: "2" })
    expect(statusOf({ API_PORT: "1", PORT: "2" })).toEqual({ PORT: "used", API_PORT: "ignored" })
    expect(statusOf({ API_PORT: "1" })).toEqual({ API_PORT: "deprecated" })
  })

  it("words are read in any spelling", () => {
    expect(values({ AUTH_REQUIRED: " False ", STRICT_PROVIDER_MODE: "YES", PROFILE: "Public", LOG_FORMAT: "console", LOG_LEVEL: "warning", LLM_PROVIDER: "auto" }))
      .toEqual({ AUTH_REQUIRED: "false", STRICT_PROVIDER_MODE: "true", PROFILE: "core", LOG_FORMAT: "pretty", LOG_LEVEL: "WARNING" })
    expect(values({ DEBUG: "True" })["LOG_LEVEL"]).toBe("DEBUG")
    expect(values({ DEBUG: "True", LOG_LEVEL: "error" })["LOG_LEVEL"]).toBe("ERROR")
  })

  it("what other programs mean by the same names does not stop a start", () => {
    expect(faultNames({ DEBUG: "express:*", REDIS_PORT: "tcp://10.0.0.1:6380" })).toEqual([])
    expect(values({ DEBUG: "express:*", REDIS_PORT: "tcp://10.0.0.1:6380" })).toMatchObject({ REDIS_PORT: "6380" })
    expect(values({ DEBUG: "express:*" })).not.toHaveProperty("LOG_LEVEL")
  })

  it("every secret can come from a file, under every name it has", () => {
    const file = join(folder, "secret")
    writeFileSync(file, "from the file \n")
    for (const { aliases, kind, name, secret } of variables) {
      if (kind.type !== "text") continue
      for (const as of [name, ...(aliases ?? [])]) expect(values({ [`${as}_FILE`]: file })[name], as).toBe(secret ? "from the file " : undefined)
    }
    expect(values({ OPENAI_API_KEY_FILE: file, OPENAI_API_KEY: "itself" })["OPENAI_API_KEY"]).toBe("itself")
    expect(faultNames({ OPENAI_API_KEY_FILE: join(folder, "absent") })).toEqual(["OPENAI_API_KEY_FILE"])
  })
})

describe("configuration · faults", () => {
  it("nothing needs to be set", () => expect(faultNames({})).toEqual([]))

  it("lists all that is missing and all that is wrong at once", () => {
    expect(faultNames({ PROFILE: "enterprise", PORT: "x", AUTH_REQUIRED: "perhaps", EMBEDDING_PROVIDER: "cohere", CHROMADB_URL: "nowhere" }))
      .toEqual(expect.arrayContaining(["PORT", "AUTH_REQUIRED", "CHROMADB_URL", "DATABASE_URL", "S3_BUCKET_NAME", "PINECONE_API_KEY", "PINECONE_INDEX_NAME or PINECONE_INDEX_HOST", "COHERE_API_KEY", "OIDC_ISSUER_URL or AUTH0_DOMAIN", "OIDC_AUDIENCE"]))
  })

  it("any part has a variable of its own", () => {
    expect(faultNames({ PROFILE: "enterprise", DATABASE_URL: "postgresql://u:p@h/d", STORAGE_PROVIDER: "local", VECTOR_DB_PROVIDER: "embedded", AUTH_PROVIDER: "jwt", REDIS_URL: "redis://h" })).toEqual([])
    expect(faultNames({ STORAGE_PROVIDER: "s3", VECTOR_DB_PROVIDER: "pinecone" })).toEqual(["S3_BUCKET_NAME", "PINECONE_API_KEY", "PINECONE_INDEX_NAME or PINECONE_INDEX_HOST"])
  })

  it("SAML is refused aloud", () => expect(faultNames({ AUTH_PROVIDER: "saml" })).toEqual(["AUTH_PROVIDER"]))

  it("replicas do not share a file", () => expect(faultNames({ PROFILE: "team", DATABASE_URL: "sqlite:///x.db" })).toEqual(["DATABASE_URL"]))

  it("every wrong value of every kind is named, never repeated", () => {
    for (const { kind, name } of variables) {
      if (kind.type === "text" || kind.type === "list") continue
      const found = faults(read({ [name]: "§hunter2§" }))
      expect(found.map((fault) => fault.name), name).toContain(name)
      expect(JSON.stringify(found)).not.toContain("hunter2")
    }
  })
})

describe("configuration · report", () => {
  it("says what is used, ignored and deprecated", () => {
    const dotenv = "SERVER_HOST=here\nSECRET_KEY=changeme\nS3_BUCKET_NAME=b\nENVIRONMENT=production\nFM_CASE_SERVICE_URL=http://case\nOPNAI_API_KEY=typo\n"
    expect(statusOf({ UNRELATED: "of the machine" }, dotenv)).toEqual({ SERVER_HOST: "used", SECRET_KEY: "deprecated", S3_BUCKET_NAME: "ignored", ENVIRONMENT: "ignored", FM_CASE_SERVICE_URL: "ignored", OPNAI_API_KEY: "ignored" })
    const lines = reportLines(report(read({}, dotenv))).map(({ text }) => text)
    expect(lines[0]).toBe("configuration: used SERVER_HOST")
    expect(lines.join("\n")).not.toContain("FM_CASE")
    expect(lines).toContain("configuration: ignored S3_BUCKET_NAME: read only with STORAGE_PROVIDER=s3")
  })

  it("never holds a value", () => {
    const all = Object.fromEntries(variables.flatMap(({ aliases, kind, name }) => (kind.type === "text" || kind.type === "list" ? [name, ...(aliases ?? [])].map((as) => [as, "hunter2"]) : [])))
    expect(JSON.stringify(report(read(all)))).not.toContain("hunter2")
  })
})
