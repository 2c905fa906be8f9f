import type { ChatMessage, ChatRequest } from "./Llm.js"
import { partsOf } from "./request.js"

/** Logs and identifiers take more tokens than prose: three bytes each is on the safe side. */
const BYTES_PER_TOKEN = 3
const IMAGE_TOKENS = 1_500
const MESSAGE_TOKENS = 8

export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)

const messageTokens = (m: ChatMessage): number => {
  const body = m.role === "user"
    ? partsOf(m.content).reduce((sum, part) => sum + (part.type === "image" ? IMAGE_TOKENS : estimateTokens(part.text)), 0)
    : estimateTokens(m.content)
  return MESSAGE_TOKENS + body + (m.role === "assistant" ? (m.toolCalls ?? []).reduce((sum, call) => sum + estimateTokens(call.name + call.arguments), 0) : 0)
}

/** Tokens of messages, tools and schema, estimated from above. */
export const requestTokens = (request: Pick<ChatRequest, "messages" | "tools" | "jsonSchema">): number =>
  request.messages.reduce((sum, m) => sum + messageTokens(m), 0) + estimateTokens(JSON.stringify([request.tools ?? [], request.jsonSchema ?? {}]))

interface Segment {
  /** of an extract, from its marker (`[E7]` = 7): a higher number is a lower rank; null = other text */
  readonly rank: number | null
  readonly text: string
}

/** Splits context into its extracts, each from a line that begins with a marker to the next one or to the end of its block. */
const segmentsOf = (text: string): ReadonlyArray<Segment> => {
  const segments: Array<{ rank: number | null; lines: Array<string> }> = []
  for (const line of text.split("\n")) {
    const marker = /^\[[A-Z](\d{1,4})\] /.exec(line)
    const open = segments.at(-1)
    if (marker !== null) segments.push({ rank: Number(marker[1]), lines: [line] })
    else if (open === undefined || (open.rank !== null && /^<\/?\w+>$/.test(line))) segments.push({ rank: null, lines: [line] })
    else open.lines.push(line)
  }
  return segments.map(({ lines, rank }) => ({ rank, text: lines.join("\n") }))
}

/** Drops extracts, lowest rank first, until `excess` tokens are saved or none is left. */
const dropExtracts = (text: string, excess: number): string => {
  const segments = segmentsOf(text)
  const order = segments.flatMap(({ rank }, i) => (rank === null ? [] : [{ rank, i }])).sort((a, b) => b.rank - a.rank || b.i - a.i)
  const dropped = new Set<number>()
  let saved = 0
  for (const { i } of order) {
    if (saved >= excess) break
    dropped.add(i)
    saved += estimateTokens(segments[i]!.text)
  }
  return dropped.size === 0 ? text : segments.filter((_, i) => !dropped.has(i)).map((s) => s.text).join("\n")
}

const CUT = "\n… (cut to fit the model)"

const shortenTo = (text: string, tokens: number): string => {
  const bytes = Math.max(0, tokens - estimateTokens(CUT)) * BYTES_PER_TOKEN
  return `${Buffer.from(text).subarray(0, bytes).toString("utf8").replace(/\uFFFD+$/, "")}${CUT}`
}

/**
 * Cuts a request to a number of tokens: first the oldest exchanges before the
 * question, then the lowest-ranked extracts of the context, then long tool
 * results, then the rest of the context. The first system message and the
 * question are never cut; null where they alone are too long.
 */
export const shorten = (request: ChatRequest, budget: number): ChatRequest | null => {
  let messages = [...request.messages]
  const excess = (): number => requestTokens({ ...request, messages }) - budget
  if (excess() <= 0) return request

  const isHistory = (i: number): boolean => i >= 0 && i < messages.findLastIndex((m) => m.role === "user") && messages[i]!.role !== "system"
  while (excess() > 0) {
    const start = messages.findIndex((_, i) => isHistory(i))
    if (start === -1) break
    // an exchange goes as a whole: a tool's answer without its call would be refused
    let end = start + 1
    while (isHistory(end) && messages[end]!.role !== "user") end++
    messages = [...messages.slice(0, start), ...messages.slice(end)]
  }

  const rules = messages.findIndex((m) => m.role === "system")
  const edit = (choose: (m: ChatMessage, i: number) => boolean, cut: (text: string, over: number) => string): void => {
    for (let i = messages.length - 1; i >= 0 && excess() > 0; i--) {
      const m = messages[i]!
      if (!choose(m, i) || typeof m.content !== "string") continue
      messages[i] = { ...m, content: cut(m.content, excess()) } as ChatMessage
    }
  }
  const isContext = (m: ChatMessage, i: number): boolean => m.role === "system" && i !== rules
  const shorten = (text: string, over: number): string => shortenTo(text, estimateTokens(text) - over)
  edit(isContext, dropExtracts)
  edit((m) => m.role === "tool", shorten)
  edit(isContext, shorten)
  return excess() > 0 ? null : { ...request, messages }
}
