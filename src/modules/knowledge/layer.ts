import { Effect, Layer } from "effect"
import { chunkMigrations } from "./chunkIndex.js"
import { lexicalMigrations } from "./lexicalWriting.js"
import { collectionMigrations } from "./collections.js"
import { Knowledge } from "./Knowledge.js"
import { knowledgeMigrations } from "./migrations.js"
import { reindexMigrations, startReindexing } from "./reindexing.js"
import { makeKnowledge } from "./service.js"

/** Needs SqlClient, Files, Jobs, Vectors, Embedding, Llm, UsageLedger and Accounts; gives Knowledge. */
export const layer = Layer.scoped(Knowledge, Effect.zipLeft(makeKnowledge, startReindexing)).pipe(Layer.provide(reindexMigrations), Layer.provide(lexicalMigrations.pipe(Layer.provide(chunkMigrations))), Layer.provide(collectionMigrations.pipe(Layer.provideMerge(knowledgeMigrations))))
