export interface DiffLine { readonly kind: "same" | "added" | "removed"; readonly text: string }

/** Longest common subsequence of the lines of two texts, older first. */
export const diffLines = (older: string, newer: string): ReadonlyArray<DiffLine> => {
  const [a, b] = [older.split("\n"), newer.split("\n")]
  const length = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) length[i]![j] = a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!)
  const lines: Array<DiffLine> = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i]! })
      i++
      j++
    } else if (j >= b.length || (i < a.length && length[i + 1]![j]! >= length[i]![j + 1]!)) lines.push({ kind: "removed", text: a[i++]! })
    else lines.push({ kind: "added", text: b[j++]! })
  }
  return lines
}
