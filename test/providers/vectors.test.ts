import { Layer } from "effect"
import * as sqlite from "../../src/providers/data/sqlite.js"
import * as embedded from "../../src/providers/vectors/embedded.js"
import * as memory from "../../src/providers/vectors/memory.js"
import * as servers from "../servers/servers.js"
import { onServer, postgresAt } from "./layers.js"
import { vectorsContract } from "./vectors.contract.js"

vectorsContract("memory", memory.layer)
vectorsContract("embedded on SQLite", embedded.layer.pipe(Layer.provide(sqlite.layerAt(":memory:"))))

const database = await servers.postgres()
onServer(database, ["vectors · embedded on PostgreSQL"], ({ url }) => vectorsContract("embedded on PostgreSQL", embedded.layer.pipe(Layer.provide(postgresAt(url)))))
