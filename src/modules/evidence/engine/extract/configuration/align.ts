import type { Setting } from "./model.js"

/** A setting below a list, with what of its path is not yet looked at. */
interface Item { readonly setting: Setting; readonly rest: string }

const PLACE = /\[(\d{1,7})\]/
/** Of more pairs than this only equal entries are found; the rest is gone and new. */
const MAX_PAIRS = 40_000
const MIN_ALIKE = 0.5
/** Lists in lists deeper than this are compared by place. */
const MAX_NESTED = 12

type Keys = Map<Setting, string>

/** Lists below a place: by the path to them, their entries by number. */
const listsOf = (items: ReadonlyArray<Item>, prefix: string, keys: Keys, nested: number): ReadonlyMap<string, ReadonlyMap<number, ReadonlyArray<Item>>> => {
  const lists = new Map<string, Map<number, Array<Item>>>()
  for (const { rest, setting } of items) {
    const place = nested > MAX_NESTED ? null : PLACE.exec(rest)
    if (place === null) {
      keys.set(setting, prefix + rest)
      continue
    }
    const path = rest.slice(0, place.index)
    const list = lists.get(path) ?? new Map<number, Array<Item>>()
    lists.set(path, list)
    const number = Number(place[1])
    const entry = list.get(number) ?? []
    list.set(number, entry)
    entry.push({ setting, rest: rest.slice(place.index + place[0].length) })
  }
  return lists
}

/** What an entry holds; numbers of inner lists do not count. */
const contentOf = (entry: ReadonlyArray<Item>): ReadonlyArray<string> => entry.map(({ rest, setting }) => `${rest.replace(/\[\d{1,7}\]/g, "[]")}\0${setting.value}`).sort()

/** Share of settings that two entries have in common; of plain values, whether they set the same thing (`--max=1`, `--max=2`). */
const alike = (a: ReadonlyArray<string>, held: ReadonlySet<string>, b: ReadonlyArray<string>): number => {
  if (a.length === 1 && b.length === 1 && a[0]!.startsWith("\0") && b[0]!.startsWith("\0")) {
    const word = (text: string): string => /^\0([^=:\s]{1,200})[=:\s]/.exec(text)?.[1] ?? text
    return word(a[0]!) === word(b[0]!) ? 1 : 0
  }
  let shared = 0
  for (const one of b) if (held.has(one)) shared++
  return shared / Math.max(a.length, b.length)
}

/** Pairs of the entries of two lists: equal ones wherever they stand, then those most alike, then what is left in its order. */
const pair = (old: ReadonlyMap<number, ReadonlyArray<Item>>, now: ReadonlyMap<number, ReadonlyArray<Item>>): ReadonlyMap<number, number> => {
  const pairs = new Map<number, number>()
  const contents = (list: ReadonlyMap<number, ReadonlyArray<Item>>) => new Map([...list].map(([number, entry]) => [number, contentOf(entry)]))
  const before = contents(old)
  const after = contents(now)
  const equal = new Map<string, Array<number>>()
  for (const [number, content] of after) equal.set(content.join("\n"), [...(equal.get(content.join("\n")) ?? []), number])
  for (const list of equal.values()) list.reverse()
  for (const [number, content] of before) {
    const other = equal.get(content.join("\n"))?.pop()
    if (other !== undefined) pairs.set(number, other)
  }
  const taken = new Set(pairs.values())
  let left = [...before].filter(([number]) => !pairs.has(number))
  let right = [...after].filter(([number]) => !taken.has(number))
  if (left.length * right.length <= MAX_PAIRS) {
    const scored = left.flatMap(([a, content]) => {
      const held = new Set(content)
      return right.map(([b, other]) => ({ a, b, score: alike(content, held, other) }))
    }).filter(({ score }) => score >= MIN_ALIKE).sort((x, y) => y.score - x.score || Math.abs(x.a - x.b) - Math.abs(y.a - y.b))
    for (const { a, b } of scored) {
      if (pairs.has(a) || taken.has(b)) continue
      pairs.set(a, b)
      taken.add(b)
    }
    left = left.filter(([number]) => !pairs.has(number))
    right = right.filter(([number]) => !taken.has(number))
  }
  // as many gone as have come: one in the place of the other
  if (left.length === right.length) left.forEach(([number], i) => pairs.set(number, right[i]![0]))
  return pairs
}

const align = (old: ReadonlyArray<Item>, now: ReadonlyArray<Item>, prefix: string, oldKeys: Keys, keys: Keys, nested = 0): void => {
  const before = listsOf(old, prefix, oldKeys, nested)
  const after = listsOf(now, prefix, keys, nested)
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(path) ?? new Map<number, ReadonlyArray<Item>>()
    const other = after.get(path) ?? new Map<number, ReadonlyArray<Item>>()
    const pairs = pair(one, other)
    const paired = new Set(pairs.values())
    for (const [number, entry] of one) {
      const partner = pairs.get(number)
      if (partner === undefined) align(entry, [], `${prefix}${path}[gone ${number}]`, oldKeys, keys, nested + 1)
      else align(entry, other.get(partner) ?? [], `${prefix}${path}[${partner}]`, oldKeys, keys, nested + 1)
    }
    for (const [number, entry] of other) if (!paired.has(number)) align([], entry, `${prefix}${path}[${number}]`, oldKeys, keys, nested + 1)
  }
}

/**
 * Keys under which the settings of two versions meet: their paths, where
 * entries of lists without names are numbered by what they hold. An entry that
 * moved has the key of its new place in both.
 */
export const keysOf = (old: ReadonlyArray<Setting>, now: ReadonlyArray<Setting>): { readonly old: ReadonlyMap<Setting, string>; readonly now: ReadonlyMap<Setting, string> } => {
  const items = (settings: ReadonlyArray<Setting>): ReadonlyArray<Item> => settings.map((setting) => ({ setting, rest: setting.path }))
  const oldKeys: Keys = new Map()
  const keys: Keys = new Map()
  align(items(old), items(now), "", oldKeys, keys)
  return { old: oldKeys, now: keys }
}
