import { postgres } from "../servers/servers.js"
import { mainJob } from "./mainJob.suite.js"

mainJob("core", "data=sqlite files=local vectors=embedded identity=jwt", {})

const database = await postgres()
if (database !== null) mainJob("team", "data=postgresql files=local vectors=embedded identity=jwt", { PROFILE: "team", DATABASE_URL: database.url })
