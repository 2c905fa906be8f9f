import { describe, expect, it } from "vitest"
import { refine } from "../../../../src/modules/evidence/engine/logs/refine.js"

/** Templates as they were mined, of which some are one when all is read. */
const refined = (templates: ReadonlyArray<string>, named: ReadonlyArray<number> = [], values: ReadonlyArray<string> = []): ReadonlyArray<string> => {
  const out = refine(templates.map((text, i) => ({ id: i + 1, tokens: text.split(" "), named: new Set(i === 0 ? named : []) })), new Set(values))
  return [...new Set([...out.values()].map((tokens) => tokens.join(" ")))]
}

describe("templates that are one when all is read", () => {
  it("differ in a numbered first word", () => {
    expect(refined(["disk1: health is good", "disk2: health is good"])).toEqual(["<*>: health is good"])
    expect(refined(["disk: health is good", "fan: health is good"])).toHaveLength(2)
  })

  it("begin with five different words before the same rest, which holds a parameter", () => {
    const leaders = ["alpha", "beta", "gamma", "delta", "omega"]
    expect(refined(leaders.map((one) => `${one} joined after <*> ms`))).toEqual(["<*> joined after <*> ms"])
    expect(refined(leaders.slice(1).map((one) => `${one} joined after <*> ms`))).toHaveLength(4)
  })

  it("name a person and a place, but an object and its number stay", () => {
    expect(refined(["mail from anna@<*> was taken"])).toEqual(["mail from <*>@<*> was taken"])
    expect(refined(["closed Session@<*> in time"])).toEqual(["closed Session@<*> in time"])
  })

  it("repeat a parameter more or less often", () => {
    expect(refined(["peers <*> <*> <*> answered late", "peers <*> <*> answered late", "peers <*>, <*> answered late"])).toEqual(["peers <*> answered late"])
  })

  it("hold different statements of SQL", () => {
    expect(refined(["ran query: SELECT a FROM b", "ran query: DELETE FROM c WHERE d"])).toEqual(["ran query: <*>"])
    expect(refined(["ran query: SELECT a FROM b"])).toEqual(["ran query: SELECT a FROM b"])
  })

  it("say what a more general one says already", () => {
    expect(refined(["volume <*> was mounted on host <*>", "volume <*> was mounted on host db"], [6])).toEqual(["volume <*> was mounted on host <*>"])
    expect(refined(["volume <*> was mounted on host <*>", "volume <*> was mounted on host db"])).toHaveLength(2)
    expect(refined(["took the lock lease-<*> for shard <*>", "took the lock lease-<*>-<*> for shard <*>"])).toEqual(["took the lock lease-<*> for shard <*>"])
  })

  it("have several words where a more general one has names", () => {
    expect(refined(["volume <*> was mounted on host <*>", "volume <*> was mounted on host Old Mill"], [6])).toEqual(["volume <*> was mounted on host <*>"])
    expect(refined(["volume <*> was mounted on host <*>", "volume <*> was mounted on host which is late"], [6])).toHaveLength(2)
  })

  it("differ in a name of several words", () => {
    const names = ["North Harbour", "Old Mill Lane", "Station", "Upper East Gate", "Castle Hill"]
    expect(refined(names.map((name) => `courier was sent to ${name} with parcel <*>`))).toEqual(["courier was sent to <*> with parcel <*>"])
    // what happened is told, not named
    expect(refined(["was not found", "has failed twice again", "is late", "could be read in full"].map((what) => `parcel <*> ${what} at gate <*>`))).toHaveLength(4)
  })

  it("differ in words that fill other places as well", () => {
    expect(refined(["gate red is closed for trucks", "gate blue is closed for trucks"], [], ["red", "blue"])).toEqual(["gate <*> is closed for trucks"])
    expect(refined(["gate red is closed for trucks", "gate blue is closed for trucks"])).toHaveLength(2)
  })

  it("hold a name that is known from others", () => {
    const names = ["North Harbour", "Old Mill Lane", "Station", "Upper East Gate", "Castle Hill"]
    expect(refined([...names.map((name) => `courier was sent to ${name} with parcel <*>`), "the lights at Old Mill Lane went out"])).toContain("the lights at <*> went out")
  })

  it("hold quoted parts of different lengths", () => {
    expect(refined(["opened \"monthly report\" for reading", "opened \"list of all open orders\" for reading"])).toEqual(["opened \"<*>\" for reading"])
    // brackets hold remarks and keys as well
    expect(refined(["opened it (late by night) for reading", "opened it (quickly) for reading"])).toHaveLength(2)
    expect(refined(["opened it (mode=a b) for reading", "opened it (mode=c) for reading", "opened it (mode=d e f) for reading"])).toHaveLength(3)
  })
  it("hold a quoted part of several words inside of brackets", () => {
    expect(refined(["asked for it (pid=<*> comm=\"<*>\" label=\"free\")", "asked for it (pid=<*> comm=\"Web Content\" label=\"free\")"])).toEqual(["asked for it (pid=<*> comm=\"<*>\" label=\"free\")"])
  })

  it("hold a word that fills places of many behind what stands before such places", () => {
    const many = "volume <*> of tenant <*> was grown"
    expect(refined([many, "quota of tenant acme changed"], [4], ["acme"])).toContain("quota of tenant <*> changed")
    expect(refined([many, "quota of zone acme changed"], [4], ["acme"])).toContain("quota of zone acme changed")
    expect(refined([many, "quota of tenant acme changed"], [4])).toContain("quota of tenant acme changed")
    // with a digit or a sign it is a name wherever it stands
    expect(refined([many, "quota of zone acme_7 changed", "zone big-acme left"], [4], ["acme_7", "big-acme"])).toEqual([many, "quota of zone <*> changed", "zone <*> left"])
  })

  it("hold a name of small words where the rest leaves no doubt", () => {
    expect(refined(["saved chunk <*> of world <*> in <*> ms", "saved chunk <*> of world tutorial island in <*> ms"], [5])).toHaveLength(1)
    expect(refined(["chunk of <*> saved", "chunk of tutorial island saved"], [2])).toHaveLength(2)
  })

  it("hold a name with a remark in parentheses", () => {
    expect(refined(["update <*> version <*> found", "update Language pack (nl) version <*> found"], [1])).toEqual(["update <*> version <*> found"])
    expect(refined(["update <*> version <*> found", "update Language [nl version <*> found"], [1])).toHaveLength(2)
  })

  it("begin with what is set to a value", () => {
    const leaders = ["alphaTime", "beta.size", "gamma", "delta", "omega"]
    expect(refined(leaders.map((one) => `${one} set to <*>`))).toHaveLength(5)
  })

  it("differ in one of three words that tell no state and no action", () => {
    const told = (words: ReadonlyArray<string>) => refined(words.map((word) => `found bad ${word} on card <*>`))
    expect(told(["fan", "clock", "pump"])).toEqual(["found bad <*> on card <*>"])
    expect(told(["fan", "clock"])).toHaveLength(2)
    expect(told(["opened", "failing", "down"])).toHaveLength(3)
    expect(told(["LEADER", "FOLLOWER", "OBSERVER"])).toHaveLength(3)
    expect(refined(["Min", "Max", "Initial"].map((word) => `Heap of ${word} Capacity: <*>`))).toHaveLength(3)
  })
})
