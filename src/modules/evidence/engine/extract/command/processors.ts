import type { Draft } from "../../findings/draft.js"
import { numberOf, shortNumber } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt } from "./table.js"

interface Sample { readonly cpu: string; readonly busy: number; readonly wait: number; readonly steal: number; readonly line: number; readonly time: string }

/** `mpstat` and `sar -u`: processors that are busy, wait for disks, or are taken by other guests. */
export const processors = (lines: ReadonlyArray<string>, index: number): Reading => {
  const names = lines[index]!.trim().split(/\s+/)
  const fromEnd = (name: RegExp): number => names.length - names.findIndex((one) => name.test(one))
  const samples: Array<Sample> = []
  const singles = new Map<string, { readonly busy: number; readonly soft: number; readonly line: number }>()
  let i = index + 1
  for (; i < lines.length; i++) {
    const line = lines[i]!
    if (isPrompt(line) || (line.trim() !== "" && !/^(\d{1,2}:\d{2}:\d{2}|Average:|Linux )/.test(line.trim()))) break
    const cells = line.trim().split(/\s+/)
    const value = (name: RegExp): number => (!names.some((one) => name.test(one)) ? 0 : numberOf(cells[cells.length - fromEnd(name)] ?? "") ?? 0)
    const cpu = cells[cells.length - fromEnd(/^CPU$/)] ?? ""
    if (/^\d{1,2}:/.test(line.trim()) && /^\d{1,4}$/.test(cpu)) {
      const soft = value(/^%soft$/) + value(/^%irq$/)
      const busy = 100 - value(/^%idle$/) - value(/^%iowait$/)
      const peak = singles.get(cpu)
      if (peak === undefined || busy > peak.busy) singles.set(cpu, { busy, soft, line: i + 1 })
    }
    if (!/^(\d{1,2}:\d{2}:\d{2}|Average:)/.test(line.trim()) || !cells.includes("all") || !/^[\d.,]+$/.test(cells[cells.length - 1] ?? "")) continue
    samples.push({ cpu: "all", busy: 100 - value(/^%idle$/) - value(/^%iowait$/), wait: value(/^%iowait$/), steal: value(/^%steal$/), line: i + 1, time: /^Average/.test(line) ? "on average" : `at ${cells[0]!}${/^[AP]M$/.test(cells[1] ?? "") ? ` ${cells[1]!}` : ""}` })
  }
  const timed = samples.filter((one) => one.time !== "on average")
  const peak = (of: (one: Sample) => number): Sample | undefined => [...(timed.length > 0 ? timed : samples)].sort((a, b) => of(b) - of(a))[0]
  const drafts: Array<Draft> = []
  const tell = (kind: string, of: (one: Sample) => number, floor: number, says: (value: string) => string): void => {
    const most = peak(of)
    if (most === undefined || of(most) <= floor) return
    const over = timed.filter((one) => of(one) > floor)
    const first = over[0] ?? most
    drafts.push({ kind, severity: of(most) >= 95 ? "error" : "warning", title: `${says(shortNumber(Math.round(of(most) * 10) / 10))} ${most.time}`, detail: timed.length > 1 ? `${over.length} of ${timed.length} samples are over ${floor} %, the first ${first.time}.` : "", cites: first === most ? [{ lines: [most.line, most.line] }] : [{ lines: [most.line, most.line] }, { lines: [first.line, first.line] }], data: { percent: of(most) } })
  }
  tell("cpu_high", (one) => one.busy, 70, (value) => `The processors are ${value} % busy`)
  tell("io_wait", (one) => one.wait, 20, (value) => `${value} % of processor time waits for disks`)
  tell("cpu_steal", (one) => one.steal, 10, (value) => `${value} % of processor time is taken by the host for others`)
  // one processor alone at its end: a single thread, or interrupts that are not spread
  const full = [...singles].filter(([, one]) => one.busy >= 95)
  const most = peak((one) => one.busy)
  if (full.length > 0 && full.length <= singles.size / 2 && most !== undefined && most.busy <= 70) for (const [cpu, one] of full.slice(0, 4)) drafts.push({ kind: "cpu_single", severity: "warning", title: `CPU ${cpu} is ${shortNumber(Math.round(one.busy * 10) / 10)} % busy${one.soft >= 50 ? `, ${shortNumber(one.soft)} % of it with interrupts` : ""}, all together ${shortNumber(Math.round(most.busy * 10) / 10)} %`, detail: one.soft >= 50 ? "The work of a network card is not spread over the processors." : "A single thread is the bottleneck.", cites: [{ lines: [one.line, one.line] }, { lines: [most.line, most.line] }], data: { cpu, percent: one.busy } })
  return { name: /%usr/.test(lines[index]!) ? "mpstat" : "sar", drafts, facts: samples.slice(0, 20).map((one) => `${one.time}: busy ${shortNumber(one.busy)} %, disks ${one.wait} %, steal ${one.steal} %`), until: i }
}
