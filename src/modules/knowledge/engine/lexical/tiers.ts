const ZERO = 48
const COMMA = 44

/** Chunks that hold terms of the same worth together. */
export interface Tier { readonly worth: number; readonly chunks: ReadonlyArray<number> }

/**
 * Chunks by the worth of the terms they hold, best first. `places` are the
 * numbers of a term's chunks, joined by commas: one value per term is what a
 * database hands over fastest. Terms come in the order in which worths are to be added.
 */
export const tiersOf = (terms: ReadonlyArray<{ readonly worth: number; readonly places: string | null }>): ReadonlyArray<Tier> => {
  const worths = new Map<number, number>()
  for (const { places, worth } of terms) {
    if (places === null || places === "") continue
    let chunk = 0
    for (let i = 0; i <= places.length; i++) {
      const code = i === places.length ? COMMA : places.charCodeAt(i)
      if (code !== COMMA) chunk = chunk * 10 + code - ZERO
      else {
        worths.set(chunk, (worths.get(chunk) ?? 0) + worth)
        chunk = 0
      }
    }
  }
  const tiers = new Map<number, Array<number>>()
  for (const [chunk, worth] of worths) {
    const tier = tiers.get(worth)
    if (tier === undefined) tiers.set(worth, [chunk])
    else tier.push(chunk)
  }
  return [...tiers].sort((a, b) => b[0] - a[0]).map(([worth, chunks]) => ({ worth, chunks }))
}
