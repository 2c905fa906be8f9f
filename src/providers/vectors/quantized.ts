import { BLOCK_ROWS, type Bounds, type KernelMemory, LANES, makeMemory, MAX_DIMENSION, MAX_PAGES, OUT_AT, PAGE, ROW_TAIL, ROWS_AT } from "./kernel.js"

/**
 * Int8 images of unit vectors in one shared memory. With `u ≈ s·q` (row, error
 * `e = |u − s·q|`) and `w ≈ t·p` (query, error `d`), Cauchy–Schwarz gives
 * `|w·u − t·s·p·q| ≤ e + d·(1 + e)`: each row gets proven bounds for its
 * cosine, and only rows whose upper bound reaches the k-th best lower bound
 * can belong to the answer. Their exact vectors decide.
 */
export interface Matrix {
  readonly dimension: number
  readonly width: number
  readonly stride: number
  readonly memory: KernelMemory
}

/** float32 arithmetic of the kernel: a few roundings of values below 2. */
const ROUNDING = 2e-6

export const makeMatrix = (dimension: number): Matrix => {
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAX_DIMENSION) throw new RangeError(`dimension ${dimension}`)
  const width = Math.ceil(dimension / LANES) * LANES
  return { dimension, width, stride: width + ROW_TAIL, memory: makeMemory() }
}

/** How many rows a matrix of this width can hold (4 GB). */
export const maxRows = (matrix: Matrix): number => Math.floor((MAX_PAGES * PAGE - ROWS_AT) / matrix.stride)

export const reserve = (matrix: Matrix, rows: number): void => {
  const missing = ROWS_AT + rows * matrix.stride - matrix.memory.buffer.byteLength
  if (missing > 0) matrix.memory.grow(Math.ceil(missing / PAGE))
}

export const norm = (values: Float32Array): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!
  return Math.sqrt(sum)
}

/** Writes row `index` (space reserved before). */
export const writeRow = (matrix: Matrix, index: number, values: Float32Array): void => {
  const at = ROWS_AT + index * matrix.stride
  const image = new Int8Array(matrix.memory.buffer, at, matrix.width)
  const tail = new Float32Array(matrix.memory.buffer, at + matrix.width, 2)
  const inverse = 1 / (norm(values) || 1)
  let peak = 0
  for (let i = 0; i < values.length; i++) peak = Math.max(peak, Math.abs(values[i]!))
  const scale = Math.fround((peak * inverse) / 127)
  let error = 0
  for (let i = 0; i < values.length; i++) {
    const unit = values[i]! * inverse
    const level = scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(unit / scale)))
    image[i] = level
    error += (unit - level * scale) ** 2
  }
  tail[0] = scale
  tail[1] = Math.sqrt(error) * (1 + 1e-6)
}

export interface Scan {
  /** rows are `[0, count)`; `group[row]` indexes `allowed` */
  readonly count: number
  readonly group: Int32Array
  /** 1 where the filter lets the group through */
  readonly allowed: Uint8Array
  readonly k: number
  readonly scale: number
  readonly slope: number
  readonly base: number
}

/** Puts the query into the matrix's memory; answers the numbers the scan needs. */
export const writeQuery = (matrix: Matrix, values: Float32Array): Pick<Scan, "scale" | "slope" | "base"> => {
  const image = new Int16Array(matrix.memory.buffer, 0, matrix.width).fill(0)
  const inverse = 1 / (norm(values) || 1)
  let peak = 0, total = 0
  for (let i = 0; i < values.length; i++) {
    const unit = Math.abs(values[i]! * inverse)
    peak = Math.max(peak, unit)
    total += unit
  }
  // int16 levels, and no sum of 127 × |level| beyond int32
  const levels = Math.min(32_767 / (peak || 1), (2 ** 31 / 127 - values.length) / (total || 1))
  const scale = 1 / levels
  let error = 0
  for (let i = 0; i < values.length; i++) {
    const unit = values[i]! * inverse
    image[i] = Math.round(unit * levels)
    error += (unit - image[i]! * scale) ** 2
  }
  const d = Math.sqrt(error)
  return { scale, slope: 1 + d, base: d + ROUNDING }
}

/** The k best lower bounds; `least` is the k-th. */
class Best {
  private readonly heap: Float64Array
  private size = 0
  least = -Infinity
  constructor(private readonly k: number) {
    this.heap = new Float64Array(k)
  }
  add(value: number): void {
    const { heap, k } = this
    let i: number
    if (this.size < k) {
      i = this.size++
      while (i > 0 && heap[(i - 1) >> 1]! > value) {
        heap[i] = heap[(i - 1) >> 1]!
        i = (i - 1) >> 1
      }
    } else {
      i = 0
      for (let child = 1; child < k; child = 2 * i + 1) {
        if (child + 1 < k && heap[child + 1]! < heap[child]!) child++
        if (heap[child]! >= value) break
        heap[i] = heap[child]!
        i = child
      }
    }
    heap[i] = value
    if (this.size === k) this.least = heap[0]!
  }
}

/** One slice of a scan: bounded work, so that a single thread can breathe between slices. */
export const makeScan = (matrix: Matrix, bounds: Bounds, scan: Scan) => {
  const { allowed, base, count, group, k, scale, slope } = scan
  const { stride, width } = matrix
  const answers = new Float32Array(matrix.memory.buffer, OUT_AT, 2 * BLOCK_ROWS)
  const best = new Best(k)
  const rows: Array<number> = []
  const highs: Array<number> = []
  let row = 0

  const run = (from: number, to: number): void => {
    bounds(ROWS_AT + from * stride, ROWS_AT + to * stride, width, stride, OUT_AT, scale, slope, base)
    for (let i = 0, n = to - from; i < n; i++) {
      const high = answers[2 * i + 1]!
      if (high < best.least) continue
      rows.push(from + i)
      highs.push(high)
      const low = answers[2 * i]!
      if (low > best.least) best.add(low)
    }
  }

  return {
    /** Looks at up to `limit` more rows; false when none are left. */
    advance: (limit: number): boolean => {
      const stop = Math.min(count, row + limit)
      while (row < stop) {
        if (allowed[group[row]!] !== 1) {
          row++
          continue
        }
        const from = row
        const most = Math.min(stop, from + BLOCK_ROWS)
        while (row < most && allowed[group[row]!] === 1) row++
        run(from, row)
      }
      return row < count
    },
    /** Every row that can be among the k best. */
    candidates: (): ReadonlyArray<number> => rows.filter((_, i) => highs[i]! >= best.least)
  }
}
