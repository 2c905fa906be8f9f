/**
 * Aho-Corasick over ASCII, ignoring letter case: one pass over the text finds the literals of every rule,
 * whatever their number. Linear in the text for any input.
 */

export interface Automaton {
  /** Calls `hit(literal index, start, end)` for every occurrence among the first `length` code units, ordered by end offset. */
  readonly scan: (units: Uint16Array, length: number, hit: (literal: number, start: number, end: number) => void) => void
}

interface Node {
  readonly next: Map<number, number>
  fail: number
  out: Array<number>
}

const lower = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code)

/** Column of every character code in the table of transitions; 0 for those that no literal has. */
const columns = (literals: ReadonlyArray<string>): { readonly classOf: Uint8Array; readonly classes: number } => {
  const classOf = new Uint8Array(256)
  let classes = 1
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const code = literal.charCodeAt(i)
      if (code > 127) throw new RangeError(`literal is not ASCII: ${literal}`)
      if (classOf[code] === 0) classOf[code] = classes++
    }
  }
  for (let code = 65; code <= 90; code++) classOf[code] = classOf[lower(code)] ?? 0
  return { classOf, classes }
}

const trie = (literals: ReadonlyArray<string>, classOf: Uint8Array): Array<Node> => {
  const nodes: Array<Node> = [{ next: new Map(), fail: 0, out: [] }]
  literals.forEach((literal, index) => {
    let at = 0
    for (let i = 0; i < literal.length; i++) {
      const cls = classOf[literal.charCodeAt(i)] ?? 0
      let to = nodes[at]?.next.get(cls)
      if (to === undefined) {
        to = nodes.length
        nodes.push({ next: new Map(), fail: 0, out: [] })
        nodes[at]?.next.set(cls, to)
      }
      at = to
    }
    nodes[at]?.out.push(index)
  })
  return nodes
}

/**
 * @param literals lower-case ASCII strings, none empty
 * @param first by literal, of those that are one character over and over: 1 where only the first occurrence of a run is wanted
 */
export const automaton = (literals: ReadonlyArray<string>, first = new Uint8Array(literals.length)): Automaton => {
  const { classOf, classes } = columns(literals)
  const nodes = trie(literals, classOf)
  const delta = new Int32Array(nodes.length * classes)
  const queue: Array<number> = []
  for (const [cls, to] of nodes[0]?.next ?? []) {
    delta[cls] = to
    queue.push(to)
  }
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head] ?? 0
    const node = nodes[at]
    if (node === undefined) continue
    node.out = node.out.concat(nodes[node.fail]?.out ?? [])
    for (let cls = 0; cls < classes; cls++) {
      const to = node.next.get(cls)
      const viaFail = delta[node.fail * classes + cls] ?? 0
      if (to === undefined) delta[at * classes + cls] = viaFail
      else {
        delta[at * classes + cls] = to
        const child = nodes[to]
        if (child !== undefined) child.fail = viaFail
        queue.push(to)
      }
    }
  }
  // rows of a power of two, and the literals of all states in one list: tables of small numbers, without objects
  const shift = 32 - Math.clz32(classes - 1)
  const rows = new Int32Array(nodes.length << shift)
  // a state is kept as the offset of its row, negative where a literal ends: one look-up for each character
  for (let at = 0; at < nodes.length; at++) {
    for (let cls = 0; cls < classes; cls++) {
      const to = delta[at * classes + cls] ?? 0
      // a state that goes on to itself is in a run of one character
      const ends = (nodes[to]?.out ?? []).some((literal) => to !== at || first[literal] !== 1)
      rows[(at << shift) + cls] = ends ? -(to << shift) : to << shift
    }
  }
  const outs = Int32Array.from(nodes.flatMap((node) => node.out))
  const outFrom = new Int32Array(nodes.length + 1)
  nodes.forEach((node, at) => outFrom[at + 1] = (outFrom[at] ?? 0) + node.out.length)
  const lengths = Int32Array.from(literals, (literal) => literal.length)

  return {
    scan: (units, length, hit) => {
      let row = 0
      for (let i = 0; i < length; i++) {
        const code = units[i] as number
        row = rows[row + (code < 128 ? (classOf[code] as number) : 0)] as number
        if (row < 0) {
          row = -row
          const to = outFrom[(row >> shift) + 1] as number
          for (let k = outFrom[row >> shift] as number; k < to; k++) {
            const literal = outs[k] as number
            hit(literal, i + 1 - (lengths[literal] as number), i + 1)
          }
        }
      }
    }
  }
}
