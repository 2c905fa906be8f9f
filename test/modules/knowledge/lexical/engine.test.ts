import { describe, expect, it } from "vitest"
import { analyse } from "../../../../src/modules/knowledge/engine/lexical/analysis.js"
import { queryOf, rank } from "../../../../src/modules/knowledge/engine/lexical/ranking.js"
import { termsOf } from "../../../../src/modules/knowledge/engine/lexical/terms.js"
import { countsOfAll, hashOf, lengthOf, stemHashOf, unpackTerms } from "../../../../src/modules/knowledge/engine/lexical/termVector.js"
import { packTerms } from "../support/packTerms.js"

describe("terms of operations text", () => {
  it.each([
    ["KubePodCrashLooping", ["kubepodcrashlooping", "kube", "pod", "crash", "looping"]],
    ["node_filesystem_avail_bytes", ["nodefilesystemavailbytes", "node", "filesystem", "avail", "byte"]],
    ["ORA-01555", ["ora01555", "ora", "01555"]],
    ["com.zaxxer.hikari.HikariPool", ["comzaxxerhikarihikaripool", "com", "zaxxer", "hikari", "hikaripool", "hikari", "pool"]],
    ["Wird Größe gezählt", ["wird", "große", "gezahlt"]]
  ])("%s is split and kept whole", (text, terms) => expect(termsOf(text)).toEqual(terms))

  it("folds plurals and leaves out function words", () => {
    expect(termsOf("The replicas of these policies, matches and status")).toEqual(["replica", "policy", "match", "status"])
  })

  it("scripts without spaces are found by pairs of characters", () => {
    expect(termsOf("接続障害")).toEqual(["接続", "続障", "障害"])
  })

  it("what a query says again tells more, but less each time", () => {
    const [one, two, three] = ["disk full", "disk disk full", "disk disk disk full"].map((text) => queryOf(text).terms.map(({ weight }) => weight))
    expect([one, two![1]]).toEqual([[1, 1], 1])
    expect(two![0]).toBeGreaterThan(1)
    expect(three![0]! - two![0]!).toBeGreaterThan(0)
    expect(three![0]! - two![0]!).toBeLessThan(two![0]! - 1)
  })
})

/** Counts of one hash. */
const countsOf = (vector: Uint32Array, hash: number): number => {
  const found = new Uint32Array(1)
  countsOfAll(vector, Uint32Array.of(hash), found)
  return found[0]!
}

describe("term vectors", () => {
  it("count the forms of a word together beside each form", () => {
    const vector = unpackTerms(packTerms([["renewal", "renewed", "renewed", "disk"], ["renew"]]))
    expect(countsOf(vector, hashOf("renewed"))).toBe(2)
    expect(countsOf(vector, stemHashOf("renew"))).toBe(3 + (1 << 8))
    expect(countsOf(vector, stemHashOf("disk")), "a form that is its own stem needs no second entry").toBe(0)
  })

  it("find every one of many hashes in one pass, and none that is not there", () => {
    const words = Array.from({ length: 500 }, (_, i) => `w${i}`)
    const vector = unpackTerms(packTerms([words.filter((_, i) => i % 3 === 0)]))
    const hashes = Uint32Array.from(words, hashOf).sort()
    const found = new Uint32Array(hashes.length)
    countsOfAll(vector, hashes, found)
    const there = new Set(words.filter((_, i) => i % 3 === 0).map(hashOf))
    expect([...hashes].filter((hash, i) => (found[i] === 1) !== there.has(hash))).toEqual([])
  })

  it("give back the counts of each field and the length of the first, from any offset", () => {
    const packed = packTerms([["disk", "full", "disk"], ["disk"], []])
    const shifted = new Uint8Array(packed.length + 1)
    shifted.set(packed, 1)
    for (const vector of [unpackTerms(packed), unpackTerms(shifted.subarray(1))]) {
      expect(lengthOf(vector)).toBe(3)
      expect(countsOf(vector, hashOf("disk"))).toBe(2 + (1 << 8))
      expect(countsOf(vector, hashOf("full"))).toBe(1)
      expect(countsOf(vector, hashOf("absent"))).toBe(0)
    }
  })

  it("stop counting at 255 and do not run into the next field", () => {
    expect(countsOf(unpackTerms(packTerms([Array.from({ length: 400 }, () => "disk"), []])), hashOf("disk"))).toBe(255)
  })
})

describe("ranking", () => {
  const statistics = { chunks: 1_000, chunkLength: 4, documentLength: 8 }
  const frequencies = new Map([["disk", 20], ["full", 20], ["node", 400]])
  const chunk = (chunkId: string, documentId: string, body: string, headings = "") => ({ chunkId, documentId, vector: unpackTerms(packTerms([termsOf(body), termsOf(headings)])) })
  const page = (text: string, opening = "", title = "") => unpackTerms(packTerms([termsOf(text), termsOf(opening), termsOf(title)]))
  const order = (query: string, chunks: Parameters<typeof rank>[3], documents: Parameters<typeof rank>[4] = new Map()) =>
    rank(queryOf(query), frequencies, statistics, chunks, documents).map((hit) => hit.chunkId)

  it("rare words tell more than frequent ones", () => {
    expect(order("disk node", [chunk("a", "1", "node node node pod"), chunk("b", "2", "disk pod pod pod")])).toEqual(["b", "a"])
  })

  it("a heading tells more than the text under it", () => {
    expect(order("disk", [chunk("a", "1", "disk pod pod pod"), chunk("b", "2", "pod pod pod pod", "disk")])).toEqual(["b", "a"])
  })

  it("of equal passages the one whose page is about it comes first", () => {
    const equal = [chunk("a", "1", "disk full pod pod"), chunk("b", "2", "disk full pod pod")]
    expect(order("disk full", equal, new Map([["1", page("pod pod pod pod")], ["2", page("disk full disk full", "disk full", "disk full")]]))).toEqual(["b", "a"])
  })

  it("of equal passages the one on the shorter page comes first: the page is more about it", () => {
    const equal = [chunk("a", "1", "disk full pod pod"), chunk("b", "2", "disk full pod pod")]
    expect(order("disk full", equal, new Map([["1", page(`disk full ${"pod ".repeat(30)}`)], ["2", page("disk full pod pod")]]))).toEqual(["b", "a"])
  })

  it("two words that are not so rare tell more together than a rarer one alone", () => {
    const known = new Map([["disk", 20], ["pod", 100], ["full", 290]])
    const found = rank(queryOf("disk pod full"), known, statistics, [chunk("a", "1", "disk node node node"), chunk("b", "2", "full pod node node")], new Map())
    expect(found.map((hit) => hit.chunkId)).toEqual(["b", "a"])
  })

  it("another form of a word is found, after the word itself", () => {
    const forms = [chunk("a", "1", "certificate renewed pod pod"), chunk("b", "2", "certificate renewal pod pod"), chunk("c", "3", "certificate pod pod pod")]
    expect(order("renewal", forms)).toEqual(["b", "a", "c"])
  })

  it("words that stand side by side as in the query tell more than the same words apart", () => {
    const read = (id: string, text: string) => ({ chunkId: id, documentId: id, vector: unpackTerms(analyse("", [{ headingPath: [], text }]).vectors[0]!) })
    const passages = [read("a", "full node disk pod"), read("b", "pod node disk full"), read("c", "pod node full disk")]
    expect(order("disk full", passages)).toEqual(["b", "a", "c"])
    const forms = [read("a", "certificate for the renewal of pods"), read("b", "renewal certificates of pods")]
    expect(order("renewed certificate", forms), "in any form of theirs, with function words left out").toEqual(["b", "a"])
  })

  it("a name that is kept whole does not stand between its parts and what is beside them", () => {
    expect(queryOf("NodeFilesystem full").pairs.map(({ first, second }) => queryOf("NodeFilesystem full").terms.slice(0).filter((_, i) => i === first || i === second).map(({ term }) => term)))
      .toEqual([["node", "filesystem"], ["filesystem", "full"]])
  })

  it("ties are ordered by id, on every database alike", () => {
    expect(order("disk", [chunk("b", "1", "disk"), chunk("a", "2", "disk")])).toEqual(["a", "b"])
  })

  it("says what share of the question a passage answers; of a long one eight terms are enough", () => {
    const covered = (query: string, body: string) => rank(queryOf(query), frequencies, statistics, [chunk("a", "1", body)], new Map())[0]!.coverage
    expect(covered("disk full", "disk full")).toBeCloseTo(1)
    expect(covered("disk full", "disk")).toBeCloseTo(0.5)
    expect(covered("disk", "pod")).toBe(0)
    const words = Array.from({ length: 40 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}x${i}`)
    expect(covered(words.join(" "), words.slice(0, 8).join(" "))).toBe(1)
  })
})
