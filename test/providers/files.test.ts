import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer } from "effect"
import * as local from "../../src/providers/files/local.js"
import * as memory from "../../src/providers/files/memory.js"
import { filesContract } from "./files.contract.js"

filesContract("memory", memory.layer)
filesContract("local", Layer.unwrapEffect(Effect.sync(() => local.layerAt(mkdtempSync(join(tmpdir(), "files-"))))))
