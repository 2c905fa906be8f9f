/** A test that failed, or a place that did not compile, in the output of a build. */
export interface Failed {
  readonly kind: "failed_test" | "compile_error"
  /** name of the test, or file and line */
  readonly name: string
  /** what was expected and what came instead, as the tool prints it */
  readonly said: ReadonlyArray<string>
  /** 1-based */
  readonly firstLine: number
  readonly lastLine: number
}

interface Start { readonly kind: Failed["kind"]; readonly name: string; readonly said: string | null }

const TEST: ReadonlyArray<RegExp> = [
  /^\s{0,40}--- FAIL: (\S{1,300})/, // go
  /^\s{0,10}● (\S.{0,300}?)\s*$/, // jest
  /^\s{0,10}FAIL {1,3}(\S{1,200} > .{1,200})$/, // vitest
  /^(?:FAILED|ERROR) (\S{1,300}::\S{1,300})(?: - (.{1,400}))?$/, // pytest
  /^\[ERROR\]\s{1,4}([\w.$]{1,200}\.\w{1,200})(?:\(.{0,100}\))? (?:-- Time elapsed: .{1,30})?<<< (?:FAILURE|ERROR)!/, // surefire
  /^([\w.$]{1,200} > .{1,200}) FAILED$/, // gradle
  /^test (\S{1,300}) \.\.\. FAILED$/, // cargo
  /^not ok \d{1,9} (?:- )?(.{1,300})$/, // TAP
  /^rspec (\S{1,300} # .{1,300})$/,
  /^\d{1,6}\) (\S{1,200}::\S{1,200})/, // phpunit
  /^\s{1,4}(?:Failed|X) ([\w.]{1,300}(?:\(.{0,200}\))?) \[[<\d]/ // dotnet
]
const COMPILE: ReadonlyArray<RegExp> = [
  /^(?:\[ERROR\] )?(\S{1,300}\.\w{1,10}:(?:\[?\d{1,7}(?:[:,]\d{1,6})?\]?)):? (?:fatal )?error(?: [A-Z]{1,4}\d{1,6})?: (.{1,300})$/,
  /^(\S{1,300}\.\w{1,10}\(\d{1,7},\d{1,6}\)): error (?:[A-Z]{1,4}\d{1,6}): (.{1,300})$/
]
/** A test's own line, which some tools print before they say that it failed. */
const SPOKEN = /^\s{2,}(\S{1,200}_test\.go:\d{1,7}: .{1,300})$/
const DETAIL = /\b(?:expected|received|actual|assert\w*|error|exception|got|want(?:ed)?|panick?e?d?|but was|differ|mismatch|thrown|timed? ?out|not to|to equal|left|right)\b|Error\b|^\s*[-+] |^E\s|^\s*symbol|_test\.go:\d/i
const PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z /
const COLOURS = /\u001b\[[\d;]{0,12}[A-Za-z]/g
const STOP = /^\s{0,10}(?:PASS|ok|✓|===|FAIL$|FAIL\t|Tests?(?: Suites)?:|Test Suites:|={5,}|> Task|BUILD)/
const LOOKED_AHEAD = 12
const MAX_SAID = 5
const MAX_LINE = 1_000

/** A line without colours and a runner's time before it, cut. */
export const bare = (line: string): string => {
  const text = (line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line).replace(PREFIX, "")
  return text.includes("\u001b") ? text.replace(COLOURS, "") : text
}

const startOf = (line: string): Start | null => {
  for (const pattern of TEST) {
    const found = pattern.exec(line)
    if (found !== null) return { kind: "failed_test", name: found[1]!.trim(), said: found[2] ?? null }
  }
  for (const pattern of COMPILE) {
    const found = pattern.exec(line)
    if (found !== null) return { kind: "compile_error", name: found[1]!, said: found[2]! }
  }
  return null
}

/** Each pattern holds one of these; most lines of a log hold none. */
const HINT = /FAIL|●|not ok|^rspec |\berror|^\d{1,6}\) |^\s{1,4}(?:Failed|X) |^ERROR \S{1,300}::/

/** Whether a line tells of a failed test or of a place that does not compile. */
export const beginsFailed = (line: string): boolean => HINT.test(line) && startOf(bare(line)) !== null

/** Gathers failed tests with what they say, from the lines in order. */
export class FailedReader {
  private open: { readonly start: Start; readonly said: Array<string>; readonly first: number; last: number } | null = null
  private spoken: { readonly text: string; readonly line: number } | null = null

  /** Answers what ended before this line. */
  take(line: string, number: number): ReadonlyArray<Failed> {
    const text = bare(line)
    const start = startOf(text)
    const { open } = this
    if (start !== null) {
      // a test of a test that failed: the inner one tells more
      const done = this.end()
      const spoken = this.spoken !== null && number - this.spoken.line <= LOOKED_AHEAD ? this.spoken : null
      this.open = { start, said: [...(start.said === null ? [] : [start.said]), ...(spoken === null ? [] : [spoken.text])], first: spoken?.line ?? number, last: number }
      return done
    }
    const spoken = SPOKEN.exec(text)
    if (spoken !== null) this.spoken = { text: spoken[1]!, line: number }
    if (open === null) return []
    if (STOP.test(text) || number - open.first > 2 * LOOKED_AHEAD || open.said.length >= MAX_SAID) return this.end()
    if (DETAIL.test(text)) {
      open.said.push(text.trim().slice(0, 300))
      open.last = number
    }
    return []
  }

  end(): ReadonlyArray<Failed> {
    const { open } = this
    this.open = null
    return open === null ? [] : [{ kind: open.start.kind, name: open.start.name, said: open.said, firstLine: open.first, lastLine: open.last }]
  }
}

const MAX_TOLD = 8

/** At most eight, each name once: the first that says most. */
export const chosen = (all: ReadonlyArray<Failed>): ReadonlyArray<Failed> => {
  const byName = new Map<string, Failed>()
  for (const one of all) {
    const known = byName.get(one.name)
    if (known === undefined || known.said.length === 0 && one.said.length > 0) byName.set(one.name, one)
  }
  // a group of tests failed because one in it did
  return [...byName.values()].filter((one) => ![...byName.keys()].some((name) => name !== one.name && name.startsWith(`${one.name}/`))).slice(0, MAX_TOLD)
}

export const titleOf = ({ kind, name, said }: Failed): string => (kind === "failed_test" ? `Test failed: ${name}${said[0] === undefined ? "" : `: ${said[0]}`}` : `Does not compile: ${name}: ${said[0] ?? ""}`)
