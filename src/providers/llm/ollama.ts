import type { Message, Ollama, ChatRequest as OllamaRequest, Tool } from "ollama"
import type { ChatMessage, ChatRequest, ChatResult, ToolCall } from "./Llm.js"
import { thinks } from "./models.js"
import { argumentsOf, jsonText, outputTokens, partsOf, schemaInstruction, textOf } from "./request.js"
import { makeThinkFilter, withoutThoughts } from "./thinking.js"
import { type Attempt, cutStream, type Vendor, type VendorAnswer, type VendorEvent } from "./vendor.js"

const FINISH: Record<string, ChatResult["finishReason"]> = { stop: "stop", length: "length" }

/** `host:port`, with or without scheme, with or without a trailing `/v1`. */
export const ollamaAddress = (host: string): string => host.trim().replace(/\/+$/, "").replace(/\/v1$/, "").replace(/^(?!https?:\/\/)/, "http://").replace("//0.0.0.0", "//127.0.0.1").replace(/^(https?:\/\/[^/:]+)$/, (all) => (all.startsWith("https") ? all : `${all}:11434`))

/** Tool results are named after the tool; the id of the call is ours alone. */
const wireMessages = (messages: ReadonlyArray<ChatMessage>): Array<Message> => {
  const nameOf = new Map(messages.flatMap((m) => (m.role === "assistant" ? m.toolCalls ?? [] : [])).map((call) => [call.id, call.name]))
  return messages.map((m): Message => {
    switch (m.role) {
      case "system": return { role: "system", content: m.content }
      case "tool": return { role: "tool", content: m.content, tool_name: nameOf.get(m.toolCallId) ?? "" }
      case "assistant": return { role: "assistant", content: m.content, ...(m.toolCalls === undefined || m.toolCalls.length === 0 ? {} : { tool_calls: m.toolCalls.map((t) => ({ function: { name: t.name, arguments: argumentsOf(t.arguments) } })) }) }
      case "user": {
        const images = partsOf(m.content).flatMap((part) => (part.type === "image" ? [part.base64] : []))
        return { role: "user", content: textOf(m.content), ...(images.length === 0 ? {} : { images }) }
      }
    }
  })
}

const wireRequest = (request: ChatRequest, { headroom, model, plain, window }: Attempt): OllamaRequest => {
  const { jsonSchema } = request
  const instruction = jsonSchema !== undefined && plain ? [{ role: "system", content: schemaInstruction(jsonSchema.schema) }] : []
  return {
    model,
    messages: [...instruction, ...wireMessages(request.messages)],
    ...(request.tools === undefined || request.tools.length === 0 ? {} : { tools: request.tools.map((t): Tool => ({ type: "function", function: { name: t.name, description: t.description, parameters: t.parameters } })) }),
    ...(jsonSchema === undefined ? {} : { format: plain ? "json" : jsonSchema.schema }),
    // thoughts come in a field of their own; a structured answer needs none
    ...(thinks(model) && !plain ? { think: jsonSchema === undefined } : {}),
    options: {
      // without it the server silently cuts the prompt to its own default
      num_ctx: window, num_predict: outputTokens(request) + headroom,
      ...(request.temperature === undefined ? {} : { temperature: request.temperature })
    }
  }
}

const callsOf = (message: Message | undefined, known: number): ReadonlyArray<ToolCall> =>
  (message?.tool_calls ?? []).map((call, i) => ({ id: `call_${known + i}`, name: call.function.name, arguments: JSON.stringify(call.function.arguments) }))

/** Ollama's own API: it alone sets the context size and separates thoughts. */
export const makeOllama = (settings: { readonly host: string }): Vendor => {
  const host = ollamaAddress(settings.host)
  // a client per call: its only way to pass a signal is the fetch it was made with
  const connect = async (signal: AbortSignal): Promise<Ollama> => {
    const sdk = await import("ollama")
    return new sdk.Ollama({
      host,
      fetch: async (url, init) => {
        const response = await fetch(url, { ...init, signal })
        if (response.ok) return response
        // the client writes to the console before it throws
        throw Object.assign(new Error((await response.text()).slice(0, 500)), { name: "ResponseError", status: response.status, headers: response.headers })
      }
    })
  }

  const answer = async (request: ChatRequest, attempt: Attempt, signal: AbortSignal): Promise<VendorAnswer> => {
    const client = await connect(signal)
    const done = await client.chat({ ...wireRequest(request, attempt), stream: false })
    const toolCalls = callsOf(done.message, 0)
    const text = withoutThoughts(done.message.content ?? "")
    return {
      text: request.jsonSchema === undefined ? text : jsonText(text), toolCalls,
      finishReason: toolCalls.length > 0 ? "tool_calls" : FINISH[done.done_reason] ?? "other",
      usage: { inputTokens: done.prompt_eval_count ?? 0, outputTokens: done.eval_count ?? 0 }
    }
  }

  async function* events(request: ChatRequest, attempt: Attempt, signal: AbortSignal): AsyncGenerator<VendorEvent> {
    const client = await connect(signal)
    const stream = await client.chat({ ...wireRequest(request, attempt), stream: true })
    const thoughts = makeThinkFilter()
    const calls: Array<ToolCall> = []
    let text = ""
    for await (const part of stream) {
      calls.push(...callsOf(part.message, calls.length))
      const piece = thoughts.push(part.message?.content ?? "") + (part.done ? thoughts.end() : "")
      text += piece
      if (piece !== "") yield { type: "delta", text: piece }
      if (!part.done) continue
      yield {
        type: "done",
        answer: {
          text, toolCalls: calls, finishReason: calls.length > 0 ? "tool_calls" : FINISH[part.done_reason] ?? "other",
          usage: { inputTokens: part.prompt_eval_count ?? 0, outputTokens: part.eval_count ?? 0 }
        }
      }
      return
    }
    throw cutStream()
  }

  return {
    name: "ollama",
    answer,
    events,
    check: async (model, signal) => {
      const { models } = await (await connect(signal)).list()
      const known = models.map((one) => one.name)
      if (!known.includes(model) && !known.includes(`${model}:latest`)) throw Object.assign(new Error("the model is not installed"), { name: "ModelMissing", status: 404 })
    }
  }
}

/** Names of the installed models; null where nothing answers in time. */
export const installedModels = async (host: string, timeoutMs: number): Promise<ReadonlyArray<string> | null> => {
  try {
    const response = await fetch(`${ollamaAddress(host)}/api/tags`, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) return null
    const body = await response.json() as { readonly models?: ReadonlyArray<{ readonly name?: unknown }> }
    return (body.models ?? []).flatMap((one) => (typeof one.name === "string" ? [one.name] : []))
  } catch {
    return null
  }
}
