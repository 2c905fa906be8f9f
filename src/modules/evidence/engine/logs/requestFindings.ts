import type { Finding, Severity } from "../finding.js"
import { percent, type Span, whenOf } from "./counted.js"
import { type Answers, isBad, isFailed, type Requests, type Tally } from "./requests.js"
import type { TimeHistogram } from "./histogram.js"
import { stepUp } from "./steps.js"

/** Fewer are told of in the overview only. */
const FEW = 5
const SHARE = 0.01
/** Answers that blame the client are ordinary up to a share. */
const CLIENT_SHARE = 0.05
const MISSING_SHARE = 0.3
const MAX_CODES = 4
const HALF = 0.5

const MEANS: Readonly<Record<string, string>> = {
  "401": "not signed in", "403": "forbidden", "404": "not found", "408": "the client took too long", "413": "too large", "429": "too many requests", "431": "headers too large", "499": "the client went away before the answer",
  "500": "internal error", "502": "bad answer from the upstream", "503": "unavailable", "504": "no answer from the upstream in time", "SERVFAIL": "the resolver got no answer", "REFUSED": "the resolver refused"
}

const severityOf = (code: string, count: number, total: number): Severity => {
  if (isFailed(code)) return count >= FEW && count >= SHARE * total ? "error" : "info"
  return isBad(code) && count >= 2 * FEW && count >= (code === "404" ? MISSING_SHARE : CLIENT_SHARE) * total ? "warning" : "info"
}

/** `all of /a`, or the sorts that make up most of them, with the share of their own requests where it tells more. */
const where = ({ counted, paths }: Answers, all: Tally): string => {
  const top = paths.top(3).filter(([, count]) => count >= 0.2 * counted.count)
  if (top.length === 0) return paths.size > 3 ? `on ${paths.size} paths` : ""
  const told = top.map(([path, count]) => `${path}${all.of(path) > count ? ` (${count} of its ${all.of(path)})` : ""}`)
  return `${top.length === 1 && top[0]![1] === counted.count ? "all on " : top.reduce((sum, [, count]) => sum + count, 0) >= HALF * counted.count ? "mostly on " : "among others on "}${told.join(", ")}`
}

const most = (name: string, tally: Tally, total: number): string => {
  const [top] = tally.top(1)
  return top === undefined || top[1] < HALF * total ? "" : `${top[1] === total ? "all" : top[1]} ${name} ${top[0]}`
}

const said = ({ times }: { readonly times: TimeHistogram }, span: Span): string => {
  const step = stepUp(times, span)
  return step === null ? "" : `They step up around ${new Date(step.at).toISOString()}`
}

/** Which answers failed, how many of all, where, since when. */
export const requestFindings = (requests: Requests, span: Span): ReadonlyArray<Finding> => {
  const { codes, total } = requests
  if (total < FEW) return []
  const bad = [...codes].map(([code, answers]) => ({ code, answers, severity: severityOf(code, answers.counted.count, total) }))
    .filter(({ severity }) => severity !== "info")
    .sort((a, b) => (a.severity === b.severity ? b.answers.counted.count - a.answers.counted.count : a.severity === "error" ? -1 : 1)).slice(0, MAX_CODES)
  const out = bad.map(({ answers, code, severity }): Finding => {
    const { counted } = answers
    const means = MEANS[code]
    const details = [
      `${whenOf(counted, span)}.`.replace(/^./, (first) => first.toUpperCase()), said(counted, span),
      [most("by", answers.upstreams, counted.count), most("with", answers.flags, counted.count), answers.clients.size > 3 && answers.clients.top(1)[0]![1] < HALF * counted.count ? `from ${answers.clients.size} clients` : most("from", answers.clients, counted.count)].filter((one) => one !== "").join("; ")
    ].filter((one) => one !== "")
    return {
      kind: "failed_requests", severity, title: `${counted.count} of ${total} requests (${percent(counted.count / total)}) were answered ${code}${means === undefined ? "" : `, ${means}`}${[where(answers, requests.paths)].map((one) => (one === "" ? "" : `; ${one}`)).join("")}`,
      detail: details.join("\n"), at: counted.firstAt, confidence: 0.95, quotes: [counted.quote],
      data: { code, count: counted.count, share: counted.count / total, first_line: counted.firstLine, last_line: counted.lastLine }
    }
  })
  const [main] = [...codes].sort((a, b) => b[1].counted.count - a[1].counted.count)
  const shares = [...codes].sort((a, b) => b[1].counted.count - a[1].counted.count).slice(0, 8).map(([code, { counted }]) => `${counted.count} × ${code}`).join(", ")
  const overview: Finding = {
    kind: "requests", severity: "info", title: `${total} requests: ${shares}`, detail: `Most asked for: ${requests.paths.top(5).map(([path, count]) => `${path} (${count})`).join(", ")}.`,
    at: null, confidence: 0.9, quotes: [main![1].counted.quote], data: { total, codes: Object.fromEntries([...codes].map(([code, { counted }]) => [code, counted.count])) }
  }
  return [...out, overview]
}
