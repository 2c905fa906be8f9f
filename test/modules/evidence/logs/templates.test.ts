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
})
