import { expect, layer as suite } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { Embedding } from "../../src/providers/embedding/Embedding.js"

const length = (vector: Float32Array): number => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))

/** What every embedding model must do; run it on your own implementation. */
export const embeddingContract = (name: string, layer: Layer.Layer<Embedding, unknown>) =>
  suite(layer, { excludeTestServices: true, timeout: "120 seconds" })(`embedding · ${name}`, (it) => {
    it.effect("gives one vector of unit length per text, in order, the same for the same text", () => Effect.gen(function*() {
      const embedding = yield* Embedding
      const texts = ["connection pool exhausted", "disk full on node 3", "connection pool exhausted"]
      const vectors = yield* embedding.embed(texts, "document")
      expect(vectors).toHaveLength(3)
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedding.dimension)
        expect(length(vector)).toBeCloseTo(1, 4)
      }
      expect([...vectors[0]!]).toEqual([...vectors[2]!])
      expect([...vectors[0]!]).not.toEqual([...vectors[1]!])
      const [alone] = yield* embedding.embed([texts[1]!], "document")
      alone!.forEach((x, i) => expect(x).toBeCloseTo(vectors[1]![i]!, 3))
    }))

    it.effect("takes as many texts as the contract allows, and refuses none and more", () => Effect.gen(function*() {
      const embedding = yield* Embedding
      const texts = Array.from({ length: 256 }, (_, i) => `line ${i}`)
      const vectors = yield* embedding.embed(texts, "document")
      expect(vectors).toHaveLength(256)
      const [middle] = yield* embedding.embed(["line 130"], "document")
      middle!.forEach((x, i) => expect(x).toBeCloseTo(vectors[130]![i]!, 3))
      expect((yield* Effect.flip(embedding.embed([], "document")))._tag).toBe("ProviderConflict")
      expect((yield* Effect.flip(embedding.embed([...texts, "one more"], "document")))._tag).toBe("ProviderConflict")
    }))

    it.effect("embeds any text: empty, long, with NULs and halves of characters", () => Effect.gen(function*() {
      const embedding = yield* Embedding
      const vectors = yield* embedding.embed(["", "   ", "a\0b", "\ud83d", `${"word ".repeat(20_000)}\ud83d\ude00`], "query")
      for (const vector of vectors) expect(length(vector)).toBeCloseTo(1, 4)
    }))

    it.effect("says what it is and whether it answers", () => Effect.gen(function*() {
      const embedding = yield* Embedding
      expect(embedding.model).not.toBe("")
      expect(["lexical", "semantic"]).toContain(embedding.kind)
      expect((yield* embedding.check).implementation).toBe(embedding.implementation)
    }))
  })
