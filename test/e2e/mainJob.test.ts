import { postgres } from "../servers/servers.js"
import { mainJob } from "./mainJob.suite.js"

mainJob("core", "sqlite", {})

const database = await postgres()
if (database !== null) mainJob("team", "postgresql", { PROFILE: "team", DATABASE_URL: database.url })
