import * as sqlite from "../../src/providers/data/sqlite.js"
import * as servers from "../servers/servers.js"
import { jobsContract } from "./jobs.contract.js"
import { onServer, postgresAt } from "./layers.js"

jobsContract("table on SQLite", sqlite.layerAt(":memory:"), true)

const database = await servers.postgres()
onServer(database, ["jobs: table on PostgreSQL"], ({ url }) => jobsContract("table on PostgreSQL", postgresAt(url), false))
