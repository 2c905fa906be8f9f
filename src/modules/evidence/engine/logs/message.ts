const JSON_MESSAGE = /"(?:msg|message|log|event|short_message|@message|MESSAGE|text)"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){0,4000})/
const KEYED_MESSAGE = /(?:^|\s)(?:msg|message)=(?:"((?:[^"\\]|\\.){0,4000})|(\S+))/
const ESCAPES: Readonly<Record<string, string>> = { n: " ", t: " ", r: " ", b: "", f: "" }

const unescaped = (text: string): string => (text.includes("\\") ? text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, one: string | undefined) => (hex === undefined ? ESCAPES[one ?? ""] ?? one ?? "" : String.fromCharCode(Number.parseInt(hex, 16)))) : text)

/** The message of a record: the value under its key where the record is JSON or logfmt, else all of it. */
export const messageOf = (record: string): string => {
  if (record.charCodeAt(0) === 123) {
    const found = JSON_MESSAGE.exec(record)
    return found === null ? record : unescaped(found[1]!)
  }
  if (!record.includes("msg=") && !record.includes("message=")) return record
  const keyed = KEYED_MESSAGE.exec(record)
  // in prose `message=` is a part like any other: a record has further keys before it, or begins with it
  return keyed !== null && /^[\w.@-]+=/.test(record) ? unescaped(keyed[1] ?? keyed[2]!) : record
}
