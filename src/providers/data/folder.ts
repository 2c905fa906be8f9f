import { Config } from "effect"

/** Folder that holds everything the core profile stores: database, files, keys. */
export const dataFolder = Config.string("DATA_DIR").pipe(Config.withDefault("./data"))
