import { isMount, SCHEDULE } from "../extract/configuration/systemTables.js"
import { isConfigName } from "./names.js"
import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

const opinion = (confidence: number, reason: string): Opinion => ({ type: "configuration", confidence, reason })

/** `[section]` at the start is ini or TOML, not a JSON list. */
const sections = (text: string): boolean => /^\s*\[+[\w." -]+\]+\s*(\n|\r)/.test(text) && !/^\s*\[\s*[\d"]/.test(text)

const CODE_WORDS = /\b(function|return|var|int|void|class|import|def)\b/
const ADDRESS = /^\s*([\d.]{7,15}|[\da-f]*:[\da-f:.]{1,40})\s+[A-Za-z][\w.-]*/i
const DOCKER = /^\s*(FROM|RUN|COPY|ADD|CMD|ENTRYPOINT|ENV|ARG|EXPOSE|WORKDIR|USER|VOLUME|LABEL|HEALTHCHECK|SHELL|STOPSIGNAL|ONBUILD|MAINTAINER)\s+\S/
/** A word and its plain value, as daemons have it: `Port 22`, `maxmemory 100mb`. */
const DIRECTIVE = /^\s*[A-Za-z][\w-]{1,40}([.:][\w-]{1,40}){0,3}\s+\S{1,120}(\s+\S{1,120}){0,4}\s*$/
const PLAIN_VALUE = /^\s*\S+\s+(yes|no|on|off|true|false|none|\d+(\.\d+)*([kmgt]b?|ms|s|m|h|d)?|\/\S*|[\d.:]+\/?\d*|"[^"]*")(\s|$)/i

/** Files of the operating system and of servers whose lines have a form of their own. */
const wellKnown = (body: ReadonlyArray<string>): Opinion | null => {
  if (share(body, ADDRESS) >= 0.9 && body.some((line) => /\s(localhost|[\w-]+(\.[\w-]+)+)(\s|$)/.test(line)) && body.length >= 2) return opinion(0.86, "a hosts file")
  if (body.filter(isMount).length >= body.length * 0.9) return opinion(0.9, "a table of file systems")
  if (share(body, SCHEDULE) >= 0.6 && body.every((line) => SCHEDULE.test(line) || /^\s*[A-Z_]+\s*=/.test(line))) return opinion(0.9, "a schedule of cron")
  if (body.some((line) => /^\s*FROM\s+\S+/.test(line)) && body.some((line) => /^\s*(RUN|COPY|CMD|ENTRYPOINT)\s/.test(line)) && share(body, DOCKER) >= 0.5) return opinion(0.92, "a Dockerfile")
  if (body.some((line) => /^\s*<(VirtualHost|Directory|Location|LocationMatch|IfModule|Files|FilesMatch|Proxy)\b[^>]*>\s*$/.test(line)) && share(body, /^\s*(<\/?\w+[^>]*>|[A-Z][A-Za-z]+\s+\S.*)$/) >= 0.9) return opinion(0.9, "directives of a web server")
  if (body.filter((line) => /^(global|defaults|frontend \S+|backend \S+|listen \S+)\s*$/.test(line)).length >= 2 && share(body, /^(\s+\S|(global|defaults|frontend|backend|listen)\b)/) >= 0.9) return opinion(0.9, "sections of a proxy")
  return null
}

export const configuration = (sample: Sample): Opinion | null => {
  const { lines, text } = sample
  const named = isConfigName(sample)
  const body = lines.filter((line) => !/^\s*(#|;|\/\/)/.test(line))
  // JSON is judged by its keys
  if (body.length === 0 || (/^\s*[{[]/.test(text) && !sections(text))) return null
  const known = wellKnown(body)
  if (known !== null) return known
  const yaml = share(body, /^\s*(- )*("[^"]+"|'[^']+'|[\w./-]+):(\s+\S.*|\s*)$|^\s*- \S/)
  const keyed = share(body, /^\s*(- )*[\w./-]+:(\s+\S.*|\s*)$/)
  const ini = share(body, /^\s*\[[^\]]+\]\s*$|^\s*(export\s+)?[\w.-]+\s*=\s*.*$/)
  const headed = share(body, /^\s*\[+[\w." -]+\]+\s*$/)
  const env = share(body, /^\s*(export\s+)?[A-Z][A-Z0-9_]*=.*$/)
  const closing = share(body, /^\s*\}[;,]?\s*$/)
  const block = share(body, /^\s*[\w.$~'"/-]+(\s[^{}]*)?[{;]\s*$|^\s*\}\s*$|^\s+'[^']*'\s*;?\s*$/)
  const labelled = body.filter((line) => /^\s*[a-z][\w-]*(\s+("[^"]*"|[\w-]+)){0,3}\s*\{\s*$/.test(line)).length
  const hcl = share(body, /^\s*[a-z][\w-]*(\s+("[^"]*"|[\w-]+)){0,3}\s*\{\s*$|^\s*("[^"]+"|[\w.-]+)\s*=\s*\S.*$|^\s*[}\])][,]?\s*$|^\s*"[^"]*",?\s*$/)
  if (/^apiVersion:\s/m.test(text) && /^kind:\s/m.test(text)) return opinion(0.95, "a Kubernetes manifest")
  if (env >= 0.9 && body.length >= 2) return opinion(0.93, "environment variables")
  if (headed > 0 && ini >= 0.75) return opinion(0.93, "sections with keys and values")
  // a form or a mail has keys too, but sentences behind them
  const wordy = share(body, /^[\w /-]{1,40}:(\s+\S+){7,}/)
  if (wordy < 0.15 && yaml >= 0.85 && keyed >= 0.3 && body.length >= 3 && !/^(From|To|Subject|Date): /m.test(text)) return opinion(0.86, "YAML")
  if (labelled > 0 && closing > 0 && hcl >= 0.9 && ini > 0.15) return opinion(0.88, "blocks with keys and values")
  if (named && (yaml >= 0.6 || ini >= 0.6 || block >= 0.5)) return opinion(0.83, "a configuration by name and syntax")
  if (block >= 0.8 && body.length >= 4 && body.some((line) => line.trimEnd().endsWith(";")) && closing > 0 && !CODE_WORDS.test(text) && share(body, /=>|==|\)\s*[;{]?\s*$|\w = /) < 0.3) return opinion(0.82, "directives in blocks")
  if (ini >= 0.9 && body.length >= 3) return opinion(0.82, "keys and values")
  const values = share(body, PLAIN_VALUE)
  if (body.length >= 4 && share(body, DIRECTIVE) >= 0.95 && values >= 0.5 && new Set(body.map((line) => /^\s*(\S+)/.exec(line)?.[1])).size >= body.length * 0.6) return opinion(0.72, "a word and its value on each line")
  return null
}

const WEB_TAGS = /^\s*<(div|p|span|table|ul|ol|h[1-6]|section|article|body|head|a|img|form|main|header|footer|nav|br|b|i|em|strong)\b/i

/** XML that is no web page: settings of servers, build files, logging. Fragments of pages are documents. */
export const markup = ({ text }: Sample): Opinion | null => {
  if (/^\s*<\?xml\b/.test(text)) return opinion(0.82, "XML")
  if (WEB_TAGS.test(text) && /<\/(div|p|span|table|ul|ol|h[1-6]|section|article|body|a|form|main)>/i.test(text)) return { type: "document", confidence: 0.82, reason: "a part of a web page" }
  return /^\s*(<!--[\s\S]{0,500}?-->\s*)?<([A-Za-z][\w:.-]{0,60})(\s+[\w:.-]+\s*=\s*("[^"<]{0,500}"|'[^'<]{0,500}')){0,40}\s*>/.test(text) && /<\/[A-Za-z][\w:.-]*>|\/>/.test(text) && !/^\s*<!doctype html|^\s*<html/i.test(text) && !/^\s*<\d/.test(text) ? opinion(0.78, "XML") : null
}
