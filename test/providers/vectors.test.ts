import { Layer } from "effect"
import * as sqlite from "../../src/providers/data/sqlite.js"
import * as embedded from "../../src/providers/vectors/embedded.js"
import * as memory from "../../src/providers/vectors/memory.js"
import { vectorsContract } from "./vectors.contract.js"

vectorsContract("memory", memory.layer)
vectorsContract("embedded on SQLite", embedded.layer.pipe(Layer.provide(sqlite.layerAt(":memory:"))))
