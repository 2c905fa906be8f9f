import { Effect, Layer } from "effect"
import { ProviderConflict } from "../errors.js"
import { Embedding } from "./Embedding.js"

const DIMENSION = 1024
const MAX_CHARACTERS = 20_000

/** FNV-1a, 32 bit. */
const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

const stem = (word: string): string => word.replace(/(?:ations?|ings?|ies|ed|es|s)$/, "")

const add = (vector: Float32Array, feature: string, weight: number): void => {
  const h = hash(feature)
  vector[h % DIMENSION]! += (h & 0x8000_0000) === 0 ? weight : -weight
}

/** Signed hashing of word stems, word pairs and character trigrams; unit length. */
export const hashEmbed = (text: string): Float32Array => {
  const vector = new Float32Array(DIMENSION)
  const words = text.slice(0, MAX_CHARACTERS).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []
  let previous = ""
  for (const word of words) {
    const s = stem(word)
    add(vector, `w:${s}`, 1)
    if (previous !== "") add(vector, `b:${previous} ${s}`, 0.5)
    const padded = `^${word}$`
    for (let i = 0; i + 3 <= padded.length; i++) add(vector, `t:${padded.slice(i, i + 3)}`, 0.2)
    previous = s
  }
  let norm = 0
  for (const x of vector) norm += x * x
  const length = Math.sqrt(norm)
  if (length === 0) vector[0] = 1
  else for (let i = 0; i < DIMENSION; i++) vector[i]! /= length
  return vector
}

/** Zero-download default: hashed words, no meaning. Labelled lexical wherever it shows. */
export const layer = Layer.succeed(Embedding, Embedding.of({
  implementation: "hash",
  model: "lexical-hash/1",
  dimension: DIMENSION,
  kind: "lexical",
  embed: (texts) => texts.length < 1 || texts.length > 256
    ? Effect.fail(new ProviderConflict({ provider: "embedding/hash", detail: "1 to 256 texts per call" }))
    : Effect.sync(() => texts.map(hashEmbed)),
  check: Effect.succeed({ implementation: "hash", detail: "lexical hashing, no model" })
}))
