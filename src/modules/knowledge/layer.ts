import { Layer } from "effect"
import { chunkMigrations } from "./chunkIndex.js"
import { collectionMigrations } from "./collections.js"
import { Knowledge } from "./Knowledge.js"
import { knowledgeMigrations } from "./migrations.js"
import { makeKnowledge } from "./service.js"

/** Needs SqlClient, Files, Jobs, Vectors and Embedding; gives Knowledge. */
export const layer = Layer.scoped(Knowledge, makeKnowledge).pipe(Layer.provide(chunkMigrations), Layer.provide(collectionMigrations.pipe(Layer.provideMerge(knowledgeMigrations))))
