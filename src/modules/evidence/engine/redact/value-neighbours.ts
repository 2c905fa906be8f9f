/** Values that stand beside their name: XML elements, members of lists, fields of forms, defaults of variables. */
import { codeAt, isQuote } from "./chars.js"
import { sticky } from "./sticky.js"
import { bareEnd, MAX_VALUE, valueAt } from "./value-ends.js"
import type { ValueSpan } from "./value-ends.js"

/** The next member of a list or the next argument: `'--password', 'x'`. */
const NEXT_MEMBER = /[\\]{0,3}["'][ \t]{0,4},[ \t]{0,4}(?=[\\]{0,3}["'])/y
/** `<key>name</key><string>x</string>`, and a field of a form: its name, an empty line and its value. */
const NEXT_IN_ELEMENT = /["']\s{0,4}>\s{0,40}<[\w:]{1,20}>/y
const DECLARED = /"[ \t]{0,4}\{[^{}"]{0,200}(?:"[^{}"]{0,120}"[^{}"]{0,80}){0,2}default[ \t]{0,8}=[ \t]{0,8}(?=")/y
const NEXT_ELEMENT = /<\/[\w:]{1,20}>\s{0,40}<[\w:]{1,20}>/y
const FORM_FIELD = /"(?:\r?\n|\\r\\n){2}/y
const XML_TAIL = /(?:[ \t][^<>]{0,120})?>(?:<!\[CDATA\[)?\s{0,40}/y

/** Whether an element opens within 60 characters before `keyStart` and has not closed. */
const inTag = (text: string, keyStart: number): boolean => {
  for (let i = keyStart - 1; i >= 0 && keyStart - i <= 60; i--) {
    const code = codeAt(text, i)
    if (code === 60) return true
    if (code === 62 || code === 10) return false
  }
  return false
}

/** `<password>value</password>`, also with CDATA. */
export const xmlValue = (text: string, keyStart: number, at: number): ValueSpan | null => {
  if (!inTag(text, keyStart)) return null
  const body = sticky(XML_TAIL, text, at)
  if (body < 0) return null
  const window = text.slice(body, body + MAX_VALUE)
  const length = window.indexOf(text.slice(body - 9, body).includes("CDATA[") ? "]]>" : "<")
  return length > 0 ? { start: body, end: body + window.slice(0, length).trimEnd().length, quoted: true, prose: false, url: false } : null
}

/** Values that stand as a neighbour of their quoted name: members of a list, elements, fields of a form. */
export const neighbourOf = (text: string, keyStart: number, keyEnd: number): ValueSpan | null => {
  const code = codeAt(text, keyEnd)
  const element = code === 60 ? NEXT_ELEMENT : text[keyStart - 1] === "\"" || text[keyStart - 1] === "'" ? NEXT_IN_ELEMENT : null
  if (element !== null && (code === 60 || sticky(element, text, keyEnd) >= 0)) {
    const start = sticky(element, text, keyEnd)
    const length = start < 0 ? 0 : text.slice(start, start + MAX_VALUE).indexOf("<")
    return length > 0 ? { start, end: start + length, quoted: true, prose: false, url: false } : null
  }
  if (!isQuote(code)) return null
  const declared = sticky(DECLARED, text, keyEnd)
  if (declared >= 0) return valueAt(text, declared, false, false)
  const field = text.slice(Math.max(0, keyStart - 6), keyStart).toLowerCase() === "name=\"" ? sticky(FORM_FIELD, text, keyEnd) : -1
  if (field >= 0) {
    const end = bareEnd(text, field, false)
    return end > field ? { start: field, end, quoted: true, prose: false, url: false } : null
  }
  let before = keyStart - 1
  while (before > 0 && keyStart - before < 4 && codeAt(text, before) === 45) before--
  const member = isQuote(codeAt(text, before)) ? sticky(NEXT_MEMBER, text, keyEnd) : -1
  const span = member < 0 ? null : valueAt(text, member, false, false)
  return span === null ? null : { ...span, listed: true }
}
