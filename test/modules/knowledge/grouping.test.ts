import { describe, expect, it } from "vitest"
import { Grouping } from "../../../src/modules/knowledge/grouping.js"

const file = (path: string, content: string) => ({ path, sha256: content === "" ? "" : `sha of ${content}`, bytes: content === "" ? "it is damaged" : Buffer.from(content) })
type File = ReturnType<typeof file>

/** The groups that an import makes of these files, in order; `|` stands before one that is read when all before it is written. */
const dealt = (files: ReadonlyArray<File>): ReadonlyArray<string> => {
  const grouping = new Grouping<File>()
  const groups: Array<string> = []
  const take = (group: ReadonlyArray<File>) => {
    if (group.length > 0) groups.push(group.map(({ bytes, path }) => `${path}=${typeof bytes === "string" ? "" : bytes.length > 9 ? "large" : bytes.toString()}`).join(" "))
  }
  const takeAll = () => {
    take(grouping.takeNext())
    const before = groups.length
    take(grouping.takeAside())
    if (groups.length > before) groups.splice(before, 0, "|")
  }
  for (const one of files) {
    if (grouping.put(one)) continue
    if (grouping.repeats(one)) takeAll()
    else take(grouping.takeNext())
    expect(grouping.put(one)).toBe(true)
  }
  takeAll()
  return groups
}

describe("the files of an import in groups", () => {
  it("go together until a group is full, by number and by bytes", () => {
    const many = Array.from({ length: 65 }, (_, i) => file(`${i}`, `${i}`))
    expect(dealt(many).map((group) => group.split(" ").length)).toEqual([64, 1])
    const large = (path: string, size: number) => file(path, `${path}${"x".repeat(size)}`)
    expect(dealt([large("a", 600_000), large("b", 400_000), large("c", 100_000), large("d", 9_000_000), large("e", 20)])).toEqual(["a=large b=large", "c=large", "d=large", "e=large"])
  })

  it("one that has the path or the bytes of an earlier one waits for it, and holds up no other", () => {
    expect(dealt([file("a", "1"), file("b", "1"), file("c", "3"), file("d", "1"), file("a", "4"), file("e", "5")])).toEqual(["a=1 c=3 e=5", "|", "b=1 d=1 a=4"])
  })

  it("of three versions of one path, and of files that have the bytes of a version, each waits for the one before", () => {
    expect(dealt([file("a", "1"), file("a", "2"), file("a", "3")])).toEqual(["a=1", "|", "a=2", "|", "a=3"])
    expect(dealt([file("a", "1"), file("a", "2"), file("b", "2")])).toEqual(["a=1", "|", "a=2", "|", "b=2"])
  })

  it("one that repeats none of those before goes on beside what was put aside, one that does is put aside in its turn", () => {
    expect(dealt([file("a", "1"), file("a", "2"), file("a", "3"), file("b", "4"), file("c", "2"), file("d", "1")])).toEqual(["a=1", "|", "a=2", "b=4", "|", "a=3 c=2 d=1"])
  })

  it("a path that only a file put aside has is waited for as well", () => {
    expect(dealt([file("a", "1"), file("b", "1"), file("b", "2"), file("c", "3")])).toEqual(["a=1", "|", "b=1", "c=3", "|", "b=2"])
  })

  it("files that cannot be read repeat none but their own path", () => {
    expect(dealt([file("a", ""), file("b", ""), file("a", "1")])).toEqual(["a= b=", "|", "a=1"])
  })
})
