import { expect, it } from "vitest"
import { postgres } from "../servers/servers.js"
import { fuzz } from "./fuzz.suite.js"

fuzz("SQLite", () => ({}))

const database = await postgres()
if (database !== null) fuzz("PostgreSQL", () => ({ PROFILE: "team", DATABASE_URL: database.url }))
else it("needs a PostgreSQL server", () => expect(process.env["CI"], "no PostgreSQL on this machine").not.toBe("true"))
