import type { Severity } from "../finding.js"

/** One record of Windows' event log. */
export interface WindowsEvent {
  readonly id: string
  readonly source: string
  readonly level: string
  readonly message: string
  readonly at: number | null
  /** 1-based, of the text it was read from */
  readonly firstLine: number
  readonly lastLine: number
}

/** By the numbers of the levels in XML, and their names in text. */
const SEVERITY: Readonly<Record<string, Severity>> = { "1": "critical", "2": "error", "3": "warning", critical: "critical", error: "error", warning: "warning" }
export const severityOf = ({ id, level }: WindowsEvent): Severity => (id === "6008" && /^(?:2|error)$/i.test(level) ? "critical" : SEVERITY[level.toLowerCase()] ?? "info")

const FIELD = /^\s{0,20}(Log Name|Source|ProviderName|Provider Name|Provider|Date|TimeCreated|TimeGenerated|Event ID|EventID|Id|InstanceId|Level|LevelDisplayName|EntryType|Description|Message)\s{0,20}:\s?(.{0,2000})/
const BEGIN = /^Event\[\d{1,9}\]:?\s*$|^\s{0,4}(?:Log Name|TimeCreated|TimeGenerated)\s{0,20}:/
const MAX_MESSAGE = 1_000
const MAX_XML = 16_384

const attribute = (text: string, name: string): string => new RegExp(`\\b${name}=['"]([^'"]{0,300})['"]`).exec(text)?.[1] ?? ""
const decoded = (text: string): string => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, "\"").replace(/&apos;/g, "'").replace(/&amp;/g, "&")

const timeOf = (text: string): number | null => {
  const at = Date.parse(text.trim())
  return Number.isNaN(at) ? null : at
}

/** The record of an `<Event>`; null where it has no number. */
export const ofXml = (xml: string, firstLine: number, lastLine: number): WindowsEvent | null => {
  const id = /<EventID[^>]{0,100}>\s{0,10}(\d{1,9})/.exec(xml)?.[1]
  if (id === undefined) return null
  const said = [...xml.matchAll(/<(?:Data|Message)(?: [^>]{0,200})?>([^<]{1,2000})</g)].slice(0, 20).map((one) => decoded(one[1]!).trim()).filter((one) => one !== "")
  return { id, level: /<Level>\s{0,10}(\d)/.exec(xml)?.[1] ?? "", source: attribute(/<Provider [^>]{0,400}/.exec(xml)?.[0] ?? "", "Name"), message: said.join("; ").replace(/\s+/g, " ").slice(0, MAX_MESSAGE), at: timeOf(attribute(/<TimeCreated [^>]{0,200}/.exec(xml)?.[0] ?? "", "SystemTime")), firstLine, lastLine }
}

/** Whether a line begins a record of Windows' event log: a block of fields, or its XML. */
export const beginsWindows = (line: string): boolean => BEGIN.test(line) || line.includes("<Event ") || line.includes("<Event>")

/** Puts records together from their lines. */
export class WindowsReader {
  private fields: Map<string, string> | null = null
  private first = 0
  private last = 0
  private message: string | null = null
  private xml: string | null = null

  /** Answers the record that ended with or before this line. */
  take(line: string, number: number): ReadonlyArray<WindowsEvent> {
    if (this.xml !== null || /<Event[ >]/.test(line.slice(0, 2_000))) return this.takeXml(line, number)
    const field = FIELD.exec(line)
    const begins = /^Event\[/.test(line) ? BEGIN.test(line) : field !== null && (this.fields === null || BEGIN.test(line) || this.message === null && this.fields.has(field[1]!))
    const done = begins ? this.end() : []
    if (begins) {
      this.fields = new Map()
      this.first = number
      this.message = null
    }
    if (this.fields === null) return done
    if (field !== null && (this.message === null || begins)) {
      if (/^(?:Description|Message)$/.test(field[1]!)) this.message = field[2]!.trim()
      else this.fields.set(field[1]!, field[2]!.trim())
      this.last = number
    } else if (this.message !== null && this.message.length < MAX_MESSAGE && line.trim() !== "") {
      this.message = `${this.message} ${line.trim()}`.trim()
      this.last = number
    }
    return done
  }

  /** The record that was open. */
  end(): ReadonlyArray<WindowsEvent> {
    const { fields } = this
    this.fields = null
    const id = fields?.get("Event ID") ?? fields?.get("EventID") ?? fields?.get("Id") ?? fields?.get("InstanceId")
    if (fields === null || id === undefined) return []
    return [{
      id, source: fields.get("Source") ?? fields.get("ProviderName") ?? fields.get("Provider Name") ?? fields.get("Provider") ?? "", level: fields.get("Level") ?? fields.get("LevelDisplayName") ?? fields.get("EntryType") ?? "",
      message: (this.message ?? "").slice(0, MAX_MESSAGE), at: timeOf(fields.get("Date") ?? fields.get("TimeCreated") ?? fields.get("TimeGenerated") ?? ""), firstLine: this.first, lastLine: this.last
    }]
  }

  private takeXml(line: string, number: number): ReadonlyArray<WindowsEvent> {
    if (this.xml === null) {
      this.xml = ""
      this.first = number
    }
    if (this.xml.length < MAX_XML) this.xml += `${line.slice(0, MAX_XML)}\n`
    if (!line.includes("</Event>")) return []
    // several records may share a line
    const out = this.xml.split("</Event>").flatMap((xml) => ofXml(xml, this.first, number) ?? [])
    this.xml = null
    return out
  }
}

/** `Critical event 41 (Microsoft-Windows-Kernel-Power): …`. */
export const titleOf = (event: WindowsEvent, count: number): string =>
  `${count > 1 ? `${count} × ` : ""}${{ critical: "critical", error: "error", warning: "warning", info: "" }[severityOf(event)]} event ${event.id}${event.source === "" ? "" : ` (${event.source})`}: ${event.message}`.replace(/^[a-z]/, (first) => first.toUpperCase())
