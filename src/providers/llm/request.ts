import type { ChatRequest, ContentPart } from "./Llm.js"

export const DEFAULT_OUTPUT = 2_000

export const outputTokens = (request: ChatRequest): number => request.maxOutputTokens ?? DEFAULT_OUTPUT

export const partsOf = (content: string | ReadonlyArray<ContentPart>): ReadonlyArray<ContentPart> =>
  typeof content === "string" ? [{ type: "text", text: content }] : content

export const textOf = (content: string | ReadonlyArray<ContentPart>): string =>
  partsOf(content).flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")

export const hasImages = (request: ChatRequest): boolean =>
  request.messages.some((m) => m.role === "user" && partsOf(m.content).some((part) => part.type === "image"))

/** A schema in words, for models that have no parameter for it. */
export const schemaInstruction = (schema: Record<string, unknown>): string =>
  `Answer with one JSON object and nothing else. It must satisfy this JSON Schema:\n${JSON.stringify(schema)}`

/** The JSON object inside an answer that wraps it in a code fence or in a sentence; the text itself where there is none. */
export const jsonText = (text: string): string => {
  const candidates = [text.trim(), /```(?:json)?\s*\n?([\s\S]*?)```/.exec(text)?.[1]?.trim() ?? "", text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)]
  for (const candidate of candidates) {
    if (!candidate.startsWith("{")) continue
    try {
      JSON.parse(candidate)
      return candidate
    } catch {
      // the next candidate may hold
    }
  }
  return text
}

/** The arguments object of a tool call in the history; one that a model wrote badly is passed on as it is. */
export const argumentsOf = (text: string): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed as Record<string, unknown> : { value: parsed }
  } catch {
    return { text }
  }
}
