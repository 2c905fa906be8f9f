import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { postgres } from "../servers/servers.js"
import { calls } from "./calls.js"
import { conformance } from "./conformance.suite.js"
import { endpoints } from "./contract.js"
import { differences } from "./differences.js"

conformance("SQLite", () => ({}))

const database = await postgres()
if (database !== null) conformance("PostgreSQL", () => ({ PROFILE: "team", DATABASE_URL: database.url }))
else it("needs a PostgreSQL server", () => expect(process.env["CI"], "no PostgreSQL on this machine").not.toBe("true"))

describe("the contract itself", () => {
  it("has 91 endpoints, each with its call, and no call for another", () => {
    expect(endpoints).toHaveLength(91)
    expect(Object.keys(calls).sort()).toEqual(endpoints.map((e) => e.id).sort())
  })

  it("every difference has its reason in the documentation", () => {
    const page = new URL("../../docs/compatibility.md", import.meta.url)
    expect(existsSync(page)).toBe(true)
    const text = readFileSync(page, "utf8").toLowerCase()
    for (const { endpoint, reason } of differences) expect(text, `${endpoint}: ${reason}`).toContain(reason.toLowerCase())
  })
})
