import { Layer } from "effect"
import { Backups } from "./Backups.js"
import { makeBackups } from "./service.js"

export const layer = Layer.effect(Backups, makeBackups)
