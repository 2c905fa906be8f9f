import { execFile } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** A planted import per rule: [rule, file, line]. */
const violations: ReadonlyArray<readonly [rule: string, file: string, line: string]> = [
  ["no-circular", "src/modules/kernel/planted.ts", `import "./planted2.js"`],
  ["module-door-only", "src/modules/agent/planted.ts", `import "../case/repository.js"`],
  ["engine-door-only", "src/http/planted.ts", `import "../modules/evidence/engine/finding.js"`],
  ["modules-are-wired-in-one-place", "src/http/planted.ts", `import "../modules/case/layer.js"`],
  ["module-direction", "src/modules/case/planted.ts", `import "../agent/index.js"`],
  ["auth-knows-nobody", "src/modules/auth/planted.ts", `import "../session/index.js"`],
  ["evidence-below-agent", "src/modules/evidence/planted.ts", `import "../knowledge/index.js"`],
  ["kernel-knows-nobody", "src/modules/kernel/planted.ts", `import "../case/index.js"`],
  ["engines-are-pure", "src/modules/evidence/engine/planted.ts", `import "effect"`],
  ["modules-know-tags-not-implementations", "src/modules/case/planted.ts", `import "../../providers/files/local.js"`],
  ["providers-know-nothing-above", "src/providers/files/planted.ts", `import "../../modules/case/index.js"`],
  ["nobody-knows-http", "src/modules/case/planted.ts", `import "../../http/errors.js"`],
  ["sdks-live-in-providers", "src/modules/agent/planted.ts", `import "openai"`],
  ["sql-stays-out-of-http", "src/http/planted.ts", `import "@effect/sql"`],
  ["dashboard-apart", "dashboard/src/planted.ts", `import "../../src/modules/case/index.js"`]
]

interface Violation { readonly rule: { readonly name: string }; readonly from: string }

/** Reading all sources takes a loaded machine minutes: it is done once, for both tests. */
const LIMIT_MS = 600_000

describe("module boundaries", () => {
  let copy = ""
  let found: ReadonlyArray<Violation> = []
  beforeAll(async () => {
    mkdirSync(join(root, ".cache"), { recursive: true })
    copy = mkdtempSync(join(root, ".cache", "boundaries-"))
    for (const name of ["src", "tsconfig.json", ".dependency-cruiser.cjs", "package.json"]) cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"))
    const byFile = new Map<string, Array<string>>([["src/modules/kernel/planted2.ts", [`import "./planted.js"`]]])
    for (const [, file, line] of violations) byFile.set(file, [...(byFile.get(file) ?? []), line])
    for (const [file, lines] of byFile) {
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      writeFileSync(join(copy, file), `${lines.join("\n")}\nexport {}\n`)
    }
    // with violations the status tells their number
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, "node_modules/.bin/depcruise"), "src", "dashboard", "--config", ".dependency-cruiser.cjs", "--output-type", "json"], { cwd: copy, maxBuffer: 256 * 1024 * 1024 })
      .catch((error: { readonly stdout: string; readonly stderr: string }) => {
        if (error.stdout === "") throw new Error(error.stderr)
        return error
      })
    found = (JSON.parse(stdout) as { summary: { violations: ReadonlyArray<Violation> } }).summary.violations
  }, LIMIT_MS)
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it("hold in the product", () => {
    expect(found.filter(({ from }) => !/\/planted2?\.ts$/.test(from))).toEqual([])
  })

  it("every rule catches its planted violation", () => {
    for (const [rule, file] of violations) expect(found.filter((v) => v.rule.name === rule).map((v) => v.from), rule).toContain(file)
    const rules = [...readFileSync(join(root, ".dependency-cruiser.cjs"), "utf8").matchAll(/name: "([a-z-]+)"/g)].map((m) => m[1])
    expect(violations.map(([rule]) => rule).sort()).toEqual(rules.sort())
    expect(existsSync(join(root, "src/http/planted.ts"))).toBe(false)
  })
})
