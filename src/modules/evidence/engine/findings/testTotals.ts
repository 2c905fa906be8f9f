import { bare } from "./testRuns.js"

/** How many tests of a run failed, as the tool itself counts them. */
export interface Total {
  readonly tool: string
  /** failures and errors */
  readonly failed: number
  /** tests that ran; null where the line does not tell */
  readonly total: number | null
  /** 1-based */
  readonly line: number
}

interface Form {
  readonly tool: string
  readonly pattern: RegExp
  /** what the number of tests is called, besides those that failed and passed */
  readonly total?: RegExp
}

const FORMS: ReadonlyArray<Form> = [
  { tool: "pytest", pattern: /^=*\s?(?:\d{1,9} [a-z]{4,12}, ){0,8}\d{1,9} [a-z]{4,12} in \d{1,9}(?:\.\d{1,6})?s\b/ },
  { tool: "jest", pattern: /^\s{0,10}Tests:\s{1,10}(?:\d{1,9} [a-z]{4,8}, ){1,6}\d{1,9} [a-z]{4,8}\s*$/, total: /(\d{1,9}) total/ },
  { tool: "vitest", pattern: /^\s{0,10}Tests {1,4}\d{1,9} [a-z]{4,8}(?: \| \d{1,9} [a-z]{4,8}){0,5} \(\d{1,9}\)/, total: /\((\d{1,9})\)/ },
  { tool: "unittest", pattern: /^(?:FAILED|OK) \((?:[a-z ]{4,22}=\d{1,9}(?:, )?){1,6}\)\s*$/ },
  { tool: "phpunit", pattern: /^There (?:was|were) \d{1,9} (?:failure|error)s?:?\s*$/ },
  { tool: "phpunit", pattern: /^Tests: \d{1,9}, Assertions: \d{1,9}[,.]/, total: /^Tests: (\d{1,9})/ },
  { tool: "junit", pattern: /^(?:\[[A-Z]{4,7}\] )?Tests run: \d{1,9}, {1,2}Failures: \d{1,9}/, total: /Tests run: (\d{1,9})/ },
  { tool: "rspec", pattern: /^\d{1,9} examples?, \d{1,9} failures?\b/, total: /^(\d{1,9}) example/ },
  { tool: "cargo", pattern: /^test result: [A-Za-z]{2,6}\. \d{1,9} passed; \d{1,9} failed;/ },
  { tool: "gradle", pattern: /^\d{1,9} tests? completed, \d{1,9} failed/, total: /^(\d{1,9}) tests?/ },
  { tool: "mocha", pattern: /^\s{2,10}\d{1,9} failing\s*$/ },
  { tool: "dotnet", pattern: /^(?:Failed|Passed)! {1,4}- Failed: {1,10}\d{1,9}, Passed: {1,10}\d{1,9}/, total: /Total: {1,10}(\d{1,9})/ }
]
const GO = /^--- FAIL: \S/
/** A number before its word, and one behind it. */
const BEFORE = /(\d{1,9}) (failed|failures?|failing|errors?|passed)\b/g
const BEHIND = /(?<!expected )\b(failures|errors|failed)(?:=|: {1,10})(\d{1,9})/gi
/** Each form holds one of these. */
const HINT = /fail|\berrors? in \d|\berrors?:?\s*$|errors=/i

/** The tests that a line says failed, 0 where it counts none; null where it counts no tests. */
export const totalOf = (line: string, number: number): Total | null => {
  if (!HINT.test(line)) return null
  const text = bare(line)
  const form = FORMS.find(({ pattern }) => pattern.test(text))
  if (form === undefined) return null
  let failed = 0
  let passed: number | null = null
  for (const [, count, word] of text.matchAll(BEFORE)) {
    if (word === "passed") passed = Number(count)
    else failed += Number(count)
  }
  for (const [, , count] of text.matchAll(BEHIND)) failed += Number(count)
  const total = form.total?.exec(text)?.[1]
  return { tool: form.tool, failed, total: total !== undefined ? Number(total) : passed === null ? null : passed + failed, line: number }
}

const MAX_KEPT = 200
const MAX_TOLD = 4

/** Gathers the totals of a text from its lines in order. */
export class TotalsReader {
  private readonly totals: Array<Total> = []
  /** go counts nothing: its failed tests, the inner ones not counted again */
  private go: { first: number; failed: number } | null = null

  /** Whether the line is one to cite. */
  take(line: string, number: number): boolean {
    if (GO.test(bare(line))) {
      const first = this.go === null
      this.go ??= { first: number, failed: 0 }
      this.go.failed++
      return first
    }
    const total = totalOf(line, number)
    if (total === null || total.failed === 0 || this.totals.length >= MAX_KEPT) return false
    this.totals.push(total)
    return true
  }

  /** What is told: of a tool that counts each class and then all, and of one that says it twice, the largest. */
  told(): ReadonlyArray<Total> {
    const go: ReadonlyArray<Total> = this.go === null ? [] : [{ tool: "go", failed: this.go.failed, total: null, line: this.go.first }]
    const once = ["junit", "phpunit"].flatMap((tool) => [...this.totals].filter((one) => one.tool === tool).sort((a, b) => (b.total ?? 0) - (a.total ?? 0) || b.failed - a.failed).slice(0, 1))
    return [...go, ...once, ...this.totals.filter(({ tool }) => tool !== "junit" && tool !== "phpunit")].sort((a, b) => b.failed - a.failed || a.line - b.line).slice(0, MAX_TOLD)
  }
}

export const totalTitle = ({ failed, tool, total }: Total): string => `${failed}${total === null ? "" : ` of ${total}`} ${failed === 1 && (total ?? 1) === 1 ? "test" : "tests"} failed (${tool})`
