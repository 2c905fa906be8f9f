import { Config, ConfigProvider, Effect } from "effect"
import type { Kind } from "./Variable.js"

const TRUE = ["true", "yes", "on", "1"]
const FALSE = ["false", "no", "off", "0"]

/** The value as its readers expect it: words in one spelling, no stray white space. */
export const normalised = (kind: Kind, value: string): string => {
  const word = value.trim().toLowerCase()
  switch (kind.type) {
    case "boolean": return TRUE.includes(word) ? "true" : FALSE.includes(word) ? "false" : value
    case "choice": return Object.hasOwn(kind.words, word) ? kind.words[word]! : value
    // Kubernetes sets REDIS_PORT and the like to an address where a service has that name
    case "integer": return kind.what === "a port number" ? value.trim().replace(/^tcp:\/\/\S+:(?=\d+$)/, "") : value.trim()
    case "address": case "duration": return value.trim()
    default: return value
  }
}

const isDuration = (value: string): boolean =>
  Effect.runSync(Effect.isSuccess(Effect.withConfigProvider(Config.duration("value"), ConfigProvider.fromMap(new Map([["value", value]])))))

/** What is wrong with a normalised value; null where nothing is. Never repeats the value: it may be a secret in the wrong place. */
export const wrongWith = (kind: Kind, value: string): string | null => {
  switch (kind.type) {
    case "text": case "list": return null
    case "boolean": return value === "true" || value === "false" ? null : "expects true or false"
    case "choice": return Object.values(kind.words).includes(value) ? null : `expects one of ${Object.keys(kind.words).join(", ")}`
    case "duration": return isDuration(value) ? null : "expects a duration such as 30 seconds"
    case "integer": {
      const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN
      if (number >= kind.least && number <= (kind.most ?? Number.MAX_SAFE_INTEGER)) return null
      const what = `expects ${kind.what ?? "a whole number"} from ${kind.least}`
      return kind.most === undefined ? what : `${what} to ${kind.most}`
    }
    case "address": {
      const scheme = /^([a-z][a-z0-9+.-]*):\/\/\S+$/i.exec(value)?.[1]?.toLowerCase()
      return scheme !== undefined && kind.schemes.includes(scheme) ? null : `expects an address that begins with ${kind.schemes.map((s) => `${s}://`).join(", ")}`
    }
    case "json":
      try {
        JSON.parse(value)
        return null
      } catch {
        return "expects JSON"
      }
  }
}

/** A value as it may be shown: secrets hidden, of an address only its password. */
export const masked = (kind: Kind, secret: boolean, value: string): string => {
  if (kind.type === "address") return value.replace(/(\/\/[^/@]*?:)[^@]*(?=@)/, "$1****").replace(/([?&](?:password|token|key|secret)=)[^&]*/gi, "$1****")
  return secret ? "****" : value
}

