import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildSync } from "esbuild"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { gz, LOG } from "../support/files.js"

const root = new URL("../../../../", import.meta.url).pathname
let folder = ""
let cli = ""

beforeAll(async () => {
  await mkdir(join(root, ".cache"), { recursive: true })
  folder = await mkdtemp(join(root, ".cache", "cli-test-"))
  cli = join(folder, "cli.mjs")
  buildSync({ entryPoints: [join(root, "src/cli/main.ts")], outfile: cli, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" })
  await writeFile(join(folder, "app.log"), LOG)
  await writeFile(join(folder, "old.log.gz"), gz(LOG.replaceAll("09:08", "08:08")))
  await writeFile(join(folder, "empty.log"), "")
  await writeFile(join(folder, "evil.log"), `${LOG}2026-03-14T09:09:00.000Z ERROR \u001b[2J\u001b]0;owned\u0007 wiped\n`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const run = (args: ReadonlyArray<string>, input?: string | Uint8Array): Promise<Ran> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, TMPDIR: tmpdir() } })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
  child.on("error", reject)
  child.on("close", (code) => resolve({ code, out, err }))
  child.stdin.on("error", () => undefined)
  child.stdin.end(input ?? "")
})

describe("faultmaven analyze", () => {
  it("tells people of findings and the timeline", async () => {
    const found = await run(["analyze", "app.log"])
    expect(found).toMatchObject({ code: 0, err: "" })
    expect(found.out).toMatch(/app\.log\n {2}logs \(\d+ %\), 40 lines/)
    expect(found.out).toContain("connection to 10.0.0.5:5432 refused")
    expect(found.out).toContain("line 21")
    expect(found.out).not.toContain("\u001b[")
  })

  it("--json is one document with findings that name their lines; several files share a timeline", async () => {
    const found = await run(["analyze", "--json", "app.log", "old.log.gz"])
    expect(found.code).toBe(0)
    const document = JSON.parse(found.out)
    expect(document.files.map((one: { file: string; lines: number; status: string }) => [one.file, one.lines, one.status])).toEqual([["app.log", 40, "ok"], ["old.log.gz", 40, "ok"]])
    expect(document.files[0].findings[0].quotes[0].lines).toEqual({ start: 21, end: 21 })
    expect(document.files[1].findings[0].artifact).toBe("old.log")
    expect(Array.isArray(document.timeline)).toBe(true)
  })

  it("--lines gives every line its number and template, --templates their counts", async () => {
    const lines = await run(["analyze", "--lines", "-"], LOG)
    expect(lines.code).toBe(0)
    const rows = lines.out.trimEnd().split("\n").map((row) => row.split("\t"))
    expect(rows.map((row) => row[0])).toEqual(Array.from({ length: 40 }, (_, i) => String(i + 1)))
    expect(rows.every((row) => row.length === 2 && row[1]!.includes("<*>"))).toBe(true)
    expect(new Set(rows.filter((_, i) => i !== 20).map((row) => row[1])).size).toBe(1)
    const templates = await run(["analyze", "--templates", "app.log"])
    expect(templates.out.split("\n")[0]).toMatch(/^39\t.*<\*>/)
  })

  it("reads standard input, compressed too", async () => {
    expect((await run(["analyze", "-"], gz(LOG))).out).toContain("connection to 10.0.0.5:5432 refused")
  })

  it("exit codes: 1 where a file cannot be analysed, the others still are; 2 for a wrong call", async () => {
    const some = await run(["analyze", "missing.log", "empty.log", "app.log"])
    expect(some.code).toBe(1)
    expect(some.err).toBe("faultmaven: missing.log: no such file\nfaultmaven: empty.log: the file is empty\n")
    expect(some.out).toContain("app.log")
    expect((await run(["analyze"])).code).toBe(2)
    expect((await run(["analyze", "--nonsense", "app.log"])).code).toBe(2)
    expect((await run(["analyze", "--lines", "--json", "app.log"])).code).toBe(2)
    expect((await run(["frobnicate"])).code).toBe(2)
    expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("analyze") })
    expect(await run(["analyze", "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--templates") })
  })

  it("a reader that goes away is no error", async () => {
    await writeFile(join(folder, "long.log"), LOG.repeat(5_000))
    const child = spawn(process.execPath, [cli, "analyze", "--lines", "long.log"], { cwd: folder })
    let err = ""
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
    child.stdout.once("data", () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.on("close", resolve))
    expect([code, err]).toEqual([0, ""])
  })

  it("an interrupt ends with 130", async () => {
    const child = spawn(process.execPath, [cli, "analyze", "-"], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] })
    const closed = new Promise((resolve) => child.on("close", resolve))
    // once a first block was taken, the command is running
    await new Promise<void>((resolve) => void child.stdin.write(LOG.repeat(2_000), () => resolve()))
    child.kill("SIGINT")
    expect(await closed).toBe(130)
  })

  it("evidence cannot command the terminal", async () => {
    const found = await run(["analyze", "evil.log"])
    expect(found.out).not.toContain("\u001b")
    expect(found.out).not.toContain("\u0007")
  })
})
