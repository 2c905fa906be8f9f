import { readdirSync, readFileSync } from "node:fs"

/** CPU seconds of this process. */
const ownSeconds = (): number => {
  const { system, user } = process.cpuUsage()
  return (user + system) / 1_000_000
}

/** On Linux, those of all that it has started. */
const childrenSeconds = (): number => {
  const parents = new Map<number, { readonly parent: number; readonly ticks: number }>()
  for (const name of process.platform === "linux" ? readdirSync("/proc").filter((entry) => /^\d+$/.test(entry)) : []) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "latin1").split(") ").at(-1)!.split(" ").map(Number)
      parents.set(Number(name), { parent: fields[1]!, ticks: fields[11]! + fields[12]! + fields[13]! + fields[14]! })
    } catch {
      // it has ended meanwhile
    }
  }
  const descends = (pid: number): boolean => pid === process.pid || (parents.has(pid) && descends(parents.get(pid)!.parent))
  let ticks = 0
  for (const { parent, ticks: own } of parents.values()) if (descends(parent)) ticks += own
  return ticks / 100
}

/** Begins to measure; the answer ends it: CPU seconds of this process and of all that it has started, without those of measuring. */
export const measureCpu = (): (() => { readonly own: number; readonly children: number }) => {
  const children = childrenSeconds()
  const own = ownSeconds()
  return () => ({ own: ownSeconds() - own, children: childrenSeconds() - children })
}
