import type { Draft } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip } from "../values.js"
import { type Configuration, MAX_SETTINGS, type Setting } from "./model.js"

const DEVICE = /^((UUID|LABEL|PARTUUID|PARTLABEL)=\S|\/|tmpfs$|proc$|sysfs$|none$|overlay$|[\w.-]{1,100}:\/)/

/** Whether a line is a row of fstab: what, where, type, options, and perhaps two numbers. */
export const isMount = (line: string): boolean => {
  const [device = "", place = "", type = "", options = "", ...numbers] = line.slice(0, 1_000).trim().split(/\s+/)
  return DEVICE.test(device) && /^(\/|none$|swap$)/.test(place) && /^[a-z][\w.,]*$/.test(type) && /^[a-z_]/.test(options) && numbers.length <= 2 && numbers.every((number) => /^\d$/.test(number))
}

/** A row of cron: when and what; or one of the short words. */
export const SCHEDULE = /^\s*(@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|[\d*/,-]+(\s+[\d*/,-]+){2}\s+[\w*/,-]+\s+[\w*/,-]+)\s+\S/

const FIELDS = [["minute", 0, 59], ["hour", 0, 23], ["day", 1, 31], ["month", 1, 12], ["day of the week", 0, 7]] as const
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const NETWORK = /^(nfs\d?|cifs|smbfs|smb3|glusterfs|ceph|fuse\.sshfs|9p)$/

const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]

/** Numbers that a field of cron names; null where it is open (`*`) or has names. */
const named = (field: string): ReadonlyArray<number> | null => (/^[\d,]+$/.test(field) ? field.split(",").map(Number) : null)

/** Why a schedule is wrong, or null; fields as cron has them. */
const mistakeOf = (fields: ReadonlyArray<string>): string | null => {
  for (const [index, [name, low, high]] of FIELDS.entries()) {
    // behind a slash stands a step
    const numbers = [...fields[index]!.matchAll(/(?<![/\d])\d{1,6}/g)].map(([text]) => Number(text))
    const wrong = numbers.find((value) => value < low || value > high)
    if (wrong !== undefined) return `its ${name} is ${wrong}, which is not from ${low} to ${high}`
  }
  const days = named(fields[2]!)
  const months = named(fields[3]!)
  return days !== null && months !== null && fields[4] === "*" && days.every((day) => months.every((month) => day > LONGEST_MONTH[month - 1]!)) ? `day ${fields[2]!} of month ${fields[3]!} never comes` : null
}

const readCron = (file: TextFile): Configuration => {
  const settings: Array<Setting> = []
  const drafts: Array<Draft> = []
  file.lines.forEach((raw, index) => {
    const line = raw.trim()
    const number = index + 1
    const variable = /^([A-Za-z_]\w{0,60})\s*=\s*(.*)$/.exec(line)
    if (line === "" || line.startsWith("#") || settings.length >= MAX_SETTINGS) return
    if (variable !== null) {
      settings.push({ path: variable[1]!, value: variable[2]!, cite: { lines: [number, number] } })
      return
    }
    const parts = line.split(/\s+/)
    const short = line.startsWith("@")
    const command = parts.slice(short ? 1 : 5).join(" ")
    settings.push({ path: clip(command, 200), value: parts.slice(0, short ? 1 : 5).join(" "), cite: { lines: [number, number] } })
    const mistake = short ? null : mistakeOf(parts)
    if (mistake !== null) drafts.push({ kind: "schedule_mistake", severity: "error", title: `${clip(command, 120)} is never run: ${mistake}`, detail: `Its schedule is ${parts.slice(0, 5).join(" ")}.`, cites: at(number) })
    else if (/(^|[^\\])%/.test(command)) drafts.push({ kind: "schedule_mistake", severity: "warning", title: `${clip(command, 120)} is cut at its percent sign`, detail: "cron reads an unescaped % as the end of the command; the rest becomes its input.", cites: at(number) })
  })
  return { format: "directives", settings, problems: [], drafts }
}

const readMounts = (file: TextFile): Configuration => {
  const settings: Array<Setting> = []
  const drafts: Array<Draft> = []
  file.lines.forEach((raw, index) => {
    const line = raw.replace(/(^|\s)#.*$/, "").trim()
    const [device, place, type = "", options = ""] = line.split(/\s+/)
    if (line === "" || device === undefined || place === undefined || settings.length >= MAX_SETTINGS) return
    settings.push({ path: place.startsWith("/") ? place : `${place} ${device}`, value: `${device} ${type} ${options}`, cite: { lines: [index + 1, index + 1] } })
    const set = options.split(",")
    if (!NETWORK.test(type)) return
    const says = [...(/^nfs/.test(type) && !set.includes("soft") && !set.includes("softerr") ? ["mounted hard: while its server is away, what uses it hangs"] : []), ...(set.includes("_netdev") || set.includes("nofail") || set.includes("noauto") ? [] : ["without _netdev or nofail: the start of the machine waits for it, or stops"])]
    if (says.length > 0) drafts.push({ kind: "network_mount", severity: "info", title: `${place} (${type} of ${device}) is ${says[0]!}`, detail: says[1] === undefined ? "" : `It is ${says[1]}.`, cites: at(index + 1) })
  })
  return { format: "directives", settings, problems: [], drafts }
}

/** Tables of the operating system: schedules of cron, file systems of fstab; null where the text is neither. */
export const readSystemTable = (file: TextFile): Configuration | null => {
  const body = file.lines.filter((line) => line.trim() !== "" && !/^\s*#/.test(line))
  if (body.length === 0 || body.length > 2_000) return null
  if (body.some((line) => SCHEDULE.test(line)) && body.every((line) => SCHEDULE.test(line) || /^\s*[A-Za-z_]\w*\s*=/.test(line))) return readCron(file)
  return body.every(isMount) ? readMounts(file) : null
}
