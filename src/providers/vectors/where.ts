import type { VectorFilter } from "./Vectors.js"

/** The filter as Chroma and Pinecone both write it. */
export const where = (filter: VectorFilter): object => {
  const parts = [
    { scope: { $in: [...filter.scopes] } },
    ...(filter.types === undefined ? [] : [{ type: { $in: [...filter.types] } }]),
    ...(filter.documentIds === undefined ? [] : [{ documentId: { $in: [...filter.documentIds] } }])
  ]
  return parts.length === 1 ? parts[0]! : { $and: parts }
}
