import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildSync } from "esbuild"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { run as analyze } from "../../../../src/cli/analyze.js"
import { gz, LOG, tarball } from "../support/files.js"

// a loaded machine takes seconds for the start of a process
vi.setConfig({ testTimeout: 300_000 })

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
afterEach(() => void vi.restoreAllMocks())
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

  it("--lines: blank lines, lines of a record, CRLF, compressed, from a pipe", async () => {
    const text = "2026-03-14T09:00:00Z INFO start 1\r\n\r\n2026-03-14T09:00:01Z ERROR order 7 failed\r\n\tat a.B.c(B.java:1)\r\n2026-03-14T09:00:02Z INFO start 22"
    await writeFile(join(folder, "crlf.log"), text)
    await writeFile(join(folder, "crlf.log.gz"), gz(text))
    const rows = "1\tstart <*>\n2\t\n3\torder <*> failed\n4\torder <*> failed\n5\tstart <*>\n"
    expect(await run(["analyze", "--lines", "crlf.log"])).toEqual({ code: 0, err: "", out: rows })
    expect((await run(["analyze", "--lines", "crlf.log.gz"])).out).toBe(rows)
    expect((await run(["analyze", "--lines", "-"], text)).out).toBe(rows)
  })

  it("--lines has a template for every line of a log with thousands of them, and of every text in an archive", async () => {
    const word = (i: number) => Array.from(String(i), (digit) => "abcdefghij"[Number(digit)]).join("")
    await writeFile(join(folder, "many.log"), Array.from({ length: 2_500 }, (_, i) => `2026-03-14T09:00:00Z INFO ${word(i + 1_000)} ${word(9_999 - i)} happened\n`).join(""))
    const rows = (await run(["analyze", "--lines", "many.log"])).out.trimEnd().split("\n")
    expect(rows.map((row) => row.split("\t")[0])).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i + 1)))
    expect(rows.filter((row) => !/^\d+\t\S/.test(row))).toEqual([])
    await writeFile(join(folder, "bell.log"), "2026-03-14T09:00:00Z INFO the \u007f rings\n")
    expect((await run(["analyze", "--lines", "bell.log"])).out).toBe("1\tthe � rings\n")
    await writeFile(join(folder, "two.tar"), await tarball([{ name: "a.log", content: LOG }, { name: "b.log", content: "2026-03-14T09:00:00Z INFO hello 1\n2026-03-14T09:00:01Z INFO hello 2\n" }]))
    const packed = (await run(["analyze", "--lines", "two.tar"])).out.trimEnd().split("\n")
    expect(packed).toHaveLength(42)
    expect(packed.slice(40)).toEqual(["1\thello <*>", "2\thello <*>"])
    expect(packed[20]).toMatch(/^21\t.*connection to /)
  })

  it("--lines of what has no lines: nothing for an empty file, a failure for a picture", async () => {
    expect(await run(["analyze", "--lines", "empty.log"])).toMatchObject({ code: 0, out: "" })
    await writeFile(join(folder, "shot.png"), Buffer.from("89504e470d0a1a0a0000000d4948445200000280000001e00802000000", "hex"))
    expect(await run(["analyze", "--lines", "shot.png"])).toEqual({ code: 1, out: "", err: "faultmaven: shot.png: it has no lines of its own (image)\n" })
  })

  it("a file that breaks off is told of and is a failure, what came before is shown", async () => {
    const whole = gz(LOG)
    await writeFile(join(folder, "cut.log.gz"), whole.subarray(0, whole.length - 20))
    const found = await run(["analyze", "cut.log.gz"])
    expect(found.code).toBe(1)
    expect(found.err).toContain("cut.log.gz: in part only: ")
    expect(found.out).toContain("connection to 10.0.0.5:5432 refused")
    expect(await run(["analyze", "."])).toMatchObject({ code: 1, err: "faultmaven: .: is a folder\n" })
  })

  it("tells what a configuration changed of its earlier version, in its own lines", async () => {
    await mkdir(join(folder, "old"))
    await mkdir(join(folder, "new"))
    await writeFile(join(folder, "old/app.yaml"), "server:\n  host: db-1\npool:\n  max_size: 20\n  name: orders\n")
    await writeFile(join(folder, "new/app.yaml"), "# tuned\nserver:\n  host: db-1\npool:\n  max_size: 2\n  name: orders\n")
    const found = await run(["analyze", "old/app.yaml", "new/app.yaml"])
    expect(found).toMatchObject({ code: 0, err: "" })
    expect(found.out).toMatch(/new\/app\.yaml[\s\S]*pool\.max_size changed from 20 to 2\n {11}line 5\n[^\n]*old\/app\.yaml, line 4/)
    const { files } = JSON.parse((await run(["analyze", "--json", "old/app.yaml", "new/app.yaml"])).out)
    const changes = files.map((one: { findings: ReadonlyArray<{ kind: string }> }) => one.findings.filter(({ kind }) => kind === "configuration_change"))
    expect(changes).toMatchObject([[], [{ data: { path: "pool.max_size", before: "20", after: "2", earlier: { name: "old/app.yaml", lines: [4, 4] } } }]])
    // inside archives too, by the path
    await writeFile(join(folder, "a.tar"), await tarball([{ name: "etc/app.yaml", content: "pool:\n  max_size: 20\n  name: orders\n" }, { name: "app.log", content: LOG }]))
    await writeFile(join(folder, "b.tar"), await tarball([{ name: "etc/app.yaml", content: "pool:\n  max_size: 2\n  name: orders\n" }, { name: "app.log", content: LOG }]))
    const packed = JSON.parse((await run(["analyze", "--json", "a.tar", "b.tar"])).out).files[1].findings.find(({ kind }: { kind: string }) => kind === "configuration_change")
    expect(packed).toMatchObject({ artifact: "etc/app.yaml", data: { after: "2" }, quotes: [{ lines: { start: 2 } }] })
  })

  it("reads standard input, compressed too", async () => {
    expect((await run(["analyze", "-"], gz(LOG))).out).toContain("connection to 10.0.0.5:5432 refused")
  })

  it("exit codes: 1 where a file cannot be analysed, the others still are", async () => {
    const some = await run(["analyze", "missing.log", "empty.log", "app.log"])
    expect(some.code).toBe(1)
    expect(some.err).toBe("faultmaven: missing.log: no such file\nfaultmaven: empty.log: the file is empty\n")
    expect(some.out).toContain("app.log")
  })

  it("exit codes: 2 for a wrong call, with the reason; 0 for help", async () => {
    const said: Array<string> = []
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((text) => {
        said.push(String(text))
        return true
      })
    }
    for (const [args, reason] of [[[], "no file given"], [["--nonsense", "app.log"], "Unknown option '--nonsense'"], [["--lines", "--json", "app.log"], "--lines cannot be combined"], [["-", "-"], "standard input can be read once"], [["--type", "dream", "app.log"], "unknown type 'dream'"]] as const) {
      expect(await analyze(args), args.join(" ")).toBe(2)
      expect(said.splice(0).join("")).toContain(reason)
    }
    expect(await analyze(["--help"])).toBe(0)
    expect(said.join("")).toContain("--templates")
  })

  it("exit codes of the command itself: 2 for a wrong call, 0 for help", async () => {
    expect(await run(["frobnicate"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("unknown command 'frobnicate'") })
    expect((await run(["analyze", "--nonsense", "app.log"])).code).toBe(2)
    expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("analyze") })
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
