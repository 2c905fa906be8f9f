/**
 * WebAssembly SIMD kernel that bounds the cosine of one query against many
 * int8 rows. Assembled here byte by byte: no toolchain, nothing to download.
 *
 * Memory: the query as int16 from 0; `OUT_AT`, the answers of one block, two
 * float32 a row; from `ROWS_AT` the rows. A row is `width` int8 components (a
 * multiple of `LANES`), then float32 `scale` and `error`, `stride` bytes in all.
 */
export const LANES = 32
export const ROW_TAIL = 16
export const BLOCK_ROWS = 2048
export const MAX_DIMENSION = 16_384
export const PAGE = 65_536
export const MAX_PAGES = 65_536
export const OUT_AT = 2 * MAX_DIMENSION
export const ROWS_AT = Math.ceil((OUT_AT + 8 * BLOCK_ROWS) / PAGE) * PAGE

/**
 * Writes `[low, high]` for each row of `[row, end)` to `out`:
 * `dot × row.scale × scale ∓ (row.error × slope + base)`.
 */
export type Bounds = (row: number, end: number, width: number, stride: number, out: number, scale: number, slope: number, base: number) => void

const unsigned = (value: number): Array<number> => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)])
const signed = (value: number): Array<number> =>
  value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
const list = (items: ReadonlyArray<ReadonlyArray<number>>): Array<number> => [...unsigned(items.length), ...items.flat()]
const sized = (body: ReadonlyArray<number>): Array<number> => [...unsigned(body.length), ...body]
const text = (value: string): Array<number> => sized([...Buffer.from(value)])

const I32 = 0x7f, F32 = 0x7d, V128 = 0x7b
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const constant = (value: number) => [0x41, ...signed(value)]
const add = 0x6a, less = 0x49
const floatAdd = 0x92, floatSub = 0x93, floatMul = 0x94, floatOf = 0xb2
const simd = (op: number) => [0xfd, ...unsigned(op)]
const loadVector = (offset: number) => [...simd(0x00), 0, ...unsigned(offset)]
const zeroVector = [...simd(0x0c), ...new Array<number>(16).fill(0)]
const lane = (i: number) => [...simd(0x1b), i]
const low8to16 = simd(0x87), high8to16 = simd(0x88), dot16 = simd(0xba), add32 = simd(0xae)
const loadFloat = (offset: number) => [0x2a, 2, ...unsigned(offset)]
const storeFloat = (offset: number) => [0x38, 2, ...unsigned(offset)]
/** Repeats while the condition (i32 on the stack) holds. */
const loop = (body: ReadonlyArray<number>, condition: ReadonlyArray<number>) => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b]
const increase = (local: number, by: ReadonlyArray<number>) => [...get(local), ...by, add, ...set(local)]

/** Parameters, then locals: i32, v128, f32. */
const row = 0, end = 1, width = 2, stride = 3, out = 4, scale = 5, slope = 6, base = 7, at = 8, query = 9, even = 10, odd = 11, value = 12, band = 13

const accumulate = (sum: number, half: ReadonlyArray<number>, rowOffset: number, queryOffset: number) => [
  ...get(sum), ...get(at), ...loadVector(rowOffset), ...half, ...get(query), ...loadVector(queryOffset), ...dot16, ...add32, ...set(sum)
]

const code = [
  ...list([[2, I32], [2, V128], [2, F32]]),
  ...loop([
    ...get(row), ...set(at), ...constant(0), ...set(query), ...zeroVector, ...set(even), ...zeroVector, ...set(odd),
    ...loop([
      ...accumulate(even, low8to16, 0, 0), ...accumulate(odd, high8to16, 0, 16),
      ...accumulate(even, low8to16, 16, 32), ...accumulate(odd, high8to16, 16, 48),
      ...increase(at, constant(LANES)), ...increase(query, constant(2 * LANES))
    ], [...get(at), ...get(row), ...get(width), add, less]),
    ...get(even), ...get(odd), ...add32, ...set(even),
    ...get(even), ...lane(0), ...get(even), ...lane(1), add, ...get(even), ...lane(2), add, ...get(even), ...lane(3), add,
    floatOf, ...get(at), ...loadFloat(0), floatMul, ...get(scale), floatMul, ...set(value),
    ...get(at), ...loadFloat(4), ...get(slope), floatMul, ...get(base), floatAdd, ...set(band),
    ...get(out), ...get(value), ...get(band), floatSub, ...storeFloat(0),
    ...get(out), ...get(value), ...get(band), floatAdd, ...storeFloat(4),
    ...increase(out, constant(8)), ...increase(row, get(stride))
  ], [...get(row), ...get(end), less]),
  0x0b
]

const section = (id: number, body: ReadonlyArray<number>) => [id, ...sized(body)]

/** The part of WebAssembly used here; the compiler's declarations come with the browser's only. */
interface Wasm {
  readonly Module: new(bytes: Uint8Array) => object
  readonly Instance: new(module: object, imports: object) => { readonly exports: Record<string, unknown> }
  readonly Memory: new(limits: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => KernelMemory
}
const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly

export interface KernelMemory {
  readonly buffer: SharedArrayBuffer
  readonly grow: (pages: number) => number
}

/** Shared, because views into it then outlive its growth. Address space is reserved, memory taken as rows come. */
export const makeMemory = (): KernelMemory => new wasm.Memory({ initial: ROWS_AT / PAGE, maximum: MAX_PAGES, shared: true })

const module = new wasm.Module(Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  ...section(1, list([[0x60, ...list([[I32], [I32], [I32], [I32], [I32], [F32], [F32], [F32]]), 0]])),
  ...section(2, list([[...text("e"), ...text("m"), 0x02, 0x03, ...unsigned(1), ...unsigned(MAX_PAGES)]])),
  ...section(3, list([[0]])),
  ...section(7, list([[...text("b"), 0x00, 0]])),
  ...section(10, list([sized(code)]))
]))

/** The kernel over one memory. */
export const bind = (memory: KernelMemory): Bounds => new wasm.Instance(module, { e: { m: memory } }).exports["b"] as Bounds
