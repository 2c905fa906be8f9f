import type { Level } from "./levels.js"
import type { Line } from "./line.js"

/** Characters of a message that are looked at. */
const LOOKED_AT = 600
const BEFORE = 32

/** What kernels say of trouble: nothing else speaks like that, with a time or without. */
const KERNEL = /\bout of memory: kill(?:ed)? process|\boom-kill:|invoked oom-killer|\bsoft lockup\b|hard lockup|blocked for more than \d{1,6} seconds|\bsegfault at [\da-f]|general protection fault|^(?:\[[\d. ]{1,24}\] )?call trace:|\bI\/O error, dev\b|buffer I\/O error|\b(?:EXT[234]-fs|XFS|BTRFS) error|remounting filesystem read-only|\[hardware error\]|unable to handle kernel|\bbug: unable to handle/i
const PANIC = /\bkernel panic\b|^(?:\[[\d. ]{1,24}\] )?panic:/i
/** What programs say of trouble where they give no level; a line of its own, with a time. */
const PLAIN = /\bno space left on device|\btoo many open files|\bconnection refused\b|\bECONNREFUSED\b|\bout of memory\b|\bOutOfMemoryError\b|\bcannot allocate memory|\bdisk quota exceeded|\bread-only file system|\bsegmentation fault|\bcore dumped\b|\bI\/O error\b|\bunhandled exception|\buncaught exception|\bpanic: |\bpanicked at\b|\bno route to host|\bnetwork is unreachable|\btemporary failure in name resolution|\bmain process exited, code=(?:killed|dumped)/i
const NEGATED = /\b(?:no|not|never|without|zero|0|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|recovered from|fix(?:es|ed)?)\s+(?:\w{1,12}\s){0,2}$/i
/** Seconds since the start, as a kernel's ring buffer has them: no moment, but the start of a record. */
const UPTIME = /^\[ {0,8}\d{1,9}\.\d{3,9}\]/

/** Level of a line that gives none, by words that are plainly grave; null for all others. `timed`: it begins with a moment. */
export const graveLevel = (text: string, timed: boolean): Level | null => {
  const looked = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text
  const panic = PANIC.exec(looked)
  const found = panic ?? KERNEL.exec(looked) ?? (timed || UPTIME.test(looked) ? PLAIN.exec(looked) : null)
  if (found === null || NEGATED.test(looked.slice(Math.max(0, found.index - BEFORE), found.index))) return null
  return panic === null ? "ERROR" : "FATAL"
}

/** Remembers the answer by message, so that a repeated one costs a look-up. */
export class Gravity {
  private readonly known = new Map<number, Level | null>()

  /** @param id of the message without its parameters */
  levelOf(id: number, line: Line, timed: boolean): Level | null {
    let level = this.known.get(id)
    if (level === undefined) this.known.set(id, level = graveLevel(line.text, timed))
    return level
  }
}
