import type { Draft } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip } from "../values.js"
import { type Configuration, MAX_SETTINGS, type Setting } from "./model.js"

const INSTRUCTION = /^\s*(FROM|RUN|COPY|ADD|CMD|ENTRYPOINT|ENV|ARG|EXPOSE|WORKDIR|USER|VOLUME|LABEL|HEALTHCHECK|SHELL|STOPSIGNAL|ONBUILD|MAINTAINER)\s+(\S.*)$/i
const PAIR = /([\w.-]{1,100})=("(?:[^"\\]|\\.)*"|\S*)/g

/** Instructions of a Dockerfile; variables and labels by name. Null where the text is none. */
export const readDockerfile = (file: TextFile): Configuration | null => {
  const body = file.lines.filter((line) => line.trim() !== "" && !/^\s*#/.test(line))
  if (!body.some((line) => /^\s*FROM\s+\S/i.test(line)) || !body.some((line) => /^\s*(RUN|COPY|CMD|ENTRYPOINT|ENV|ADD)\s/i.test(line)) || body.filter((line) => INSTRUCTION.test(line)).length < body.length * 0.4) return null
  const settings: Array<Setting> = []
  const drafts: Array<Draft> = []
  const stages = new Set<string>()
  for (let i = 0; i < file.lineCount && settings.length < MAX_SETTINGS; i++) {
    const parts = INSTRUCTION.exec(file.line(i + 1))
    if (parts === null) continue
    const from = i + 1
    const words: Array<string> = [parts[2]!]
    while (/\\\s*$/.test(file.line(i + 1)) && i + 1 < file.lineCount && words.length < 200) words.push(file.line(++i + 1))
    const text = clip(words.map((word) => word.replace(/\\\s*$/, "").trim()).join(" "), 4_000)
    const name = parts[1]!.toUpperCase()
    const cite = { lines: [from, i + 1] as const }
    const pairs = /^(ENV|ARG|LABEL)$/.test(name) ? [...text.matchAll(PAIR)] : []
    if (pairs.length > 0) for (const pair of pairs) settings.push({ path: `${name} ${pair[1]!}`, value: pair[2]!.replace(/^"|"$/g, ""), cite })
    else settings.push({ path: name, value: text, cite })
    if (name !== "FROM") continue
    const image = text.split(/\s+/).find((word) => !word.startsWith("--")) ?? ""
    const stage = /\sAS\s+(\S+)/i.exec(text)?.[1]
    if (!stages.has(image) && image !== "scratch" && !image.includes("$") && !image.includes("@sha256:") && (/:latest$/.test(image) || !/:[^/]+$/.test(image))) drafts.push({ kind: "unpinned_image", severity: "info", title: `FROM ${clip(image, 100)} is not pinned`, detail: "The same Dockerfile may build different software tomorrow.", cites: [cite], confidence: 0.75 })
    if (stage !== undefined) stages.add(stage)
  }
  return { format: "directives", settings, problems: [], drafts }
}
