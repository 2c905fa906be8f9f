import { bind, type Bounds } from "./kernel.js"
import { makeMatrix, makeScan, type Matrix, maxRows, reserve, writeQuery, writeRow } from "./quantized.js"
import type { VectorMetadata } from "./Vectors.js"

/** Group 0 is the group of free rows. */
const FREE = 0

/**
 * One model's vectors in memory: int8 rows for the kernel, ids, and a group
 * number per row. A group is one combination of scope, type and document, so
 * that a filter is decided once per group and not once per row.
 */
export class Image {
  private readonly matrix: Matrix
  private readonly bounds: Bounds
  private readonly rowOf = new Map<string, number>()
  private readonly idOf: Array<string> = []
  private readonly freeRows: Array<number> = []
  private group = new Int32Array(1024)
  private readonly groupOf = new Map<string, number>()
  private readonly groups: Array<{ readonly key: string; readonly metadata: VectorMetadata; rows: number } | null> = [null]
  private readonly freeGroups: Array<number> = []

  constructor(dimension: number) {
    this.matrix = makeMatrix(dimension)
    this.bounds = bind(this.matrix.memory)
  }

  get size(): number {
    return this.rowOf.size
  }

  private enter(metadata: VectorMetadata): number {
    const key = JSON.stringify([metadata.scope, metadata.type, metadata.documentId])
    let index = this.groupOf.get(key)
    if (index === undefined) {
      index = this.freeGroups.pop() ?? this.groups.length
      this.groups[index] = { key, metadata, rows: 0 }
      this.groupOf.set(key, index)
    }
    this.groups[index]!.rows++
    return index
  }

  private leave(index: number): void {
    const group = this.groups[index]
    if (!group || --group.rows > 0) return
    this.groups[index] = null
    this.groupOf.delete(group.key)
    this.freeGroups.push(index)
  }

  private newRow(): number {
    const row = this.freeRows.pop() ?? this.idOf.length
    if (row >= maxRows(this.matrix)) throw new RangeError("too many vectors for one process")
    if (row >= this.group.length) {
      const wider = new Int32Array(this.group.length * 2)
      wider.set(this.group)
      this.group = wider
    }
    reserve(this.matrix, row + 1)
    return row
  }

  set(id: string, metadata: VectorMetadata, values: Float32Array): void {
    let row = this.rowOf.get(id)
    if (row === undefined) {
      row = this.newRow()
      this.rowOf.set(id, row)
      this.idOf[row] = id
    } else {
      this.leave(this.group[row]!)
    }
    this.group[row] = this.enter(metadata)
    writeRow(this.matrix, row, values)
  }

  delete(id: string): void {
    const row = this.rowOf.get(id)
    if (row === undefined) return
    this.rowOf.delete(id)
    this.leave(this.group[row]!)
    this.group[row] = FREE
    this.idOf[row] = ""
    this.freeRows.push(row)
  }

  /** A search to be advanced slice by slice; no writes until it has ended. */
  search(values: Float32Array, k: number, allowed: (metadata: VectorMetadata) => boolean) {
    const open = Uint8Array.from(this.groups, (group) => (group !== null && allowed(group.metadata) ? 1 : 0))
    const scan = makeScan(this.matrix, this.bounds, { count: this.idOf.length, group: this.group, allowed: open, k, ...writeQuery(this.matrix, values) })
    return {
      advance: scan.advance,
      /** Ids of all vectors that can be among the k best. */
      candidates: () => scan.candidates().map((row) => this.idOf[row]!)
    }
  }
}
