/** Chunks that hold terms of the same worth together. */
export interface Tier { readonly worth: number; readonly chunks: ReadonlyArray<number> }

/** Chunks by the worth of the terms they hold, best first; `places` are the numbers of a term's chunks. Terms come in the order in which worths are to be added. */
export const tiersOf = (terms: ReadonlyArray<{ readonly worth: number; readonly places: ArrayLike<number> }>): ReadonlyArray<Tier> => {
  const worths = new Map<number, number>()
  for (const { places, worth } of terms) {
    for (let i = 0; i < places.length; i++) worths.set(places[i]!, (worths.get(places[i]!) ?? 0) + worth)
  }
  const tiers = new Map<number, Array<number>>()
  for (const [chunk, worth] of worths) {
    const tier = tiers.get(worth)
    if (tier === undefined) tiers.set(worth, [chunk])
    else tier.push(chunk)
  }
  return [...tiers].sort((a, b) => b[0] - a[0]).map(([worth, chunks]) => ({ worth, chunks }))
}
