import { expect, it } from "vitest"
import { postgres } from "../servers/servers.js"
import { teams } from "./teams.suite.js"

teams("SQLite", () => ({}))

const database = await postgres()
if (database !== null) teams("PostgreSQL", () => ({ PROFILE: "team", DATABASE_URL: database.url }))
else it("needs a PostgreSQL server", () => expect(process.env["CI"], "no PostgreSQL on this machine").not.toBe("true"))
