import { readdirSync, readFileSync } from "node:fs"

/** CPU seconds of this process and, on Linux, of all that it has started. */
export const cpuSeconds = (): { readonly own: number; readonly children: number } => {
  const { system, user } = process.cpuUsage()
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
  return { own: (user + system) / 1_000_000, children: ticks / 100 }
}
