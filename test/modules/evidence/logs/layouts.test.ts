import { describe, expect, it } from "vitest"
import { corpus } from "../../../bench/logs/corpus/index.js"
import { measure, meanQuality, templatesOf } from "../../../bench/logs/quality.js"
import { latestSystems, systems } from "../../../bench/logs/systems/index.js"

const logs = corpus()

describe("logs in made-up layouts", () => {
  it.each([false, true])("finds where messages begin and what is a parameter (held out: %s)", (heldOut) => {
    const rows = logs.filter((log) => log.heldOut === heldOut).map((log) => measure(log.name, log.lines, log.labels, "strict"))
    const { addedAgain, fga, fta, ga, pa } = meanQuality("all", rows)
    expect({ ga: ga >= 0.95, fga: fga >= 0.9, pa: pa >= 0.93, fta: fta >= 0.88, addedAgain }).toEqual({ ga: true, fga: true, pa: true, fta: true, addedAgain: 0 })
  })

  it.each([false, true])("finds the templates of systems whose messages are of many kinds (held out: %s)", (heldOut) => {
    const rows = systems().filter((log) => log.heldOut === heldOut).map((log) => measure(log.name, log.lines, log.labels, "merged"))
    const { addedAgain, fga, fta, ga, pa } = meanQuality("all", rows)
    const floor = heldOut ? { ga: 0.9, fga: 0.75, pa: 0.8, fta: 0.65 } : { ga: 0.95, fga: 0.88, pa: 0.95, fta: 0.82 }
    expect({ ga: ga >= floor.ga, fga: fga >= floor.fga, pa: pa >= floor.pa, fta: fta >= floor.fta, addedAgain }).toEqual({ ga: true, fga: true, pa: true, fta: true, addedAgain: 0 })
  })

  it("takes a name of several words as one parameter, also where it occurs once, and leaves explanations apart", () => {
    const at = (i: number) => new Date(Date.UTC(2026, 2, 14) + i * 1000).toISOString()
    const rooms = ["Atrium", "Lower deck", "Old mill annex", "Studio nine b", "Pier"]
    const messages = [
      ...rooms.flatMap((room, i) => [`Door of ${room} opened after ${i + 3} s`, `Camera in ${room} sees ${i * 7} people`]), "Alarm in Old mill annex ended",
      ...rooms.map((room, i) => `note="${room}" size=${i}`), ...["disk full", "no such volume", "permission denied"].map((why, i) => `copy of /srv/a${i} failed: ${why}`)
    ]
    const { texts } = templatesOf(messages.map((message, i) => `${at(i)} INFO ${message}`))
    expect(new Set(texts)).toEqual(new Set(["Door of <*> opened after <*> s", "Camera in <*> sees <*> people", "Alarm in <*> ended", "note=\"<*>\" size=<*>", "copy of <*> failed: disk full", "copy of <*> failed: no such volume", "copy of <*> failed: permission denied"]))
  })

  it.each(logs.map((log) => [log.name, log] as const))("leaves no header in the templates of %s", (_, log) => {
    const { texts } = templatesOf(log.lines)
    const right = texts.filter((text, i) => text.split(" ")[0] === log.labels[i]!.split(" ")[0]).length
    expect(right / texts.length).toBeGreaterThan(0.7)
  })

  it("tells few words at one place apart, takes many as a parameter, and holds templates apart by their keys", () => {
    const at = (i: number) => new Date(Date.UTC(2026, 2, 14) + i * 1000).toISOString()
    const colours = ["red", "blue", "green", "black", "white", "pink"]
    const messages = Array.from({ length: 24 }, (_, i) => [`link eth${i % 5} of rack is ${i % 2 === 0 ? "up" : "down"}`, `colour chosen now: ${colours[i % 6]!}`, `done size=${i} pages=${i}`, `done size=${i} blocks=${i}`]).flat()
    const { texts } = templatesOf(messages.map((message, i) => `${at(i)} INFO ${message}`))
    expect(new Set(texts)).toEqual(new Set(["link <*> of rack is up", "link <*> of rack is down", "colour chosen now: <*>", "done size=<*> pages=<*>", "done size=<*> blocks=<*>"]))
  })
  it("knows the longest word of a padded column, which leaves one space", () => {
    const at = (i: number) => new Date(Date.UTC(2026, 2, 14) + i * 1000).toISOString()
    const parts = ["COMMAND", "NETWORK", "STORAGE", "ASIO"]
    const lines = Array.from({ length: 60 }, (_, i) => `${at(i)} ${(i === 57 ? "SHARDING" : parts[i % 4]!).padEnd(8)} [conn${i}] ${i === 57 ? "moved chunks" : `took ${i} ms`}`)
    expect(new Set(templatesOf(lines).texts)).toEqual(new Set(["took <*> ms", "moved chunks"]))
  })

  it("finds the templates of the latest systems that were tuned on", () => {
    const { addedAgain, fga, ga } = meanQuality("all", latestSystems().filter((log) => !log.heldOut).map((log) => measure(log.name, log.lines, log.labels, "merged")))
    expect({ ga: ga >= 0.55, fga: fga >= 0.7, addedAgain }).toEqual({ ga: true, fga: true, addedAgain: 0 })
  })
})
