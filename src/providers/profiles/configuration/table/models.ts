import { PROVIDER_NAMES, VENDORS } from "../../../llm/settings.js"
import { boolean, choice, choiceOf, integer, type Look, onlyBeside, onlyWith, type Section, text, type Variable, web } from "../Variable.js"

const TITLES: Readonly<Record<string, string>> = { CHAT: "answers", SYNTHESIS: "reports", MULTIMODAL: "descriptions of images", TITLE: "titles" }
const providers = choiceOf({ auto: "", ...Object.fromEntries(PROVIDER_NAMES.map((name) => [name, name])) })

const vendor = ({ baseUrl, model, name, prefix }: (typeof VENDORS)[number]): ReadonlyArray<Variable> => [
  { name: `${prefix}_API_KEY`, meaning: `key of ${name}; sets it up`, kind: text, secret: true },
  { name: `${prefix}_MODEL`, meaning: "its model", kind: text, default: model, idle: onlyBeside(`${prefix}_API_KEY`) },
  { name: `${prefix}_BASE_URL`, meaning: "its address", kind: web, default: baseUrl, aliases: [`${prefix}_API_BASE`], idle: onlyBeside(`${prefix}_API_KEY`) },
  { name: `${prefix}_CONTEXT_WINDOW`, meaning: "tokens that its model reads, where that is not known", kind: integer(1), idle: onlyBeside(`${prefix}_API_KEY`) }
]

const anyLocal = onlyBeside("LOCAL_LLM_URL", "LOCAL_LLM_API_KEY")
const breaker = onlyWith("CIRCUIT_BREAKER_ENABLED", "true")

export const models: Section = {
  title: "Language models",
  variables: [
    ...VENDORS.flatMap(vendor),
    { name: "LOCAL_LLM_API_KEY", meaning: "any value sets up a server of your own that speaks OpenAI's protocol", kind: text, secret: true },
    { name: "LOCAL_LLM_URL", meaning: "its address", kind: web, aliases: ["LOCAL_LLM_BASE_URL"], derived: (look) => (look("LOCAL_LLM_API_KEY") === undefined ? undefined : "http://localhost:11434/v1") },
    { name: "LOCAL_LLM_MODEL", meaning: "its model", kind: text, idle: onlyBeside("LOCAL_LLM_URL", "LOCAL_LLM_API_KEY", "OLLAMA_HOST") },
    { name: "LOCAL_LLM_CONTEXT_WINDOW", meaning: "tokens that its model reads", kind: integer(1), default: "8192", idle: anyLocal },
    { name: "OLLAMA_HOST", meaning: "address of an Ollama server, asked in its own protocol", kind: text },
    { name: "OLLAMA_MODEL", meaning: "its model; the first installed one where it is not set", kind: text, idle: onlyBeside("OLLAMA_HOST") },
    { name: "OLLAMA_CONTEXT_WINDOW", meaning: "tokens that its model reads", kind: integer(1), default: "8192", idle: onlyBeside("OLLAMA_HOST") },
    { name: "LLM_PROVIDER", meaning: "which one is asked first", kind: providers, aliases: ["PRIMARY_LLM_PROVIDER"] },
    ...["CHAT", "SYNTHESIS", "MULTIMODAL", "TITLE"].flatMap((task): ReadonlyArray<Variable> => [
      { name: `${task}_PROVIDER`, meaning: `which one is asked first for ${TITLES[task]}`, kind: providers },
      { name: `${task}_MODEL`, meaning: `model for ${TITLES[task]}`, kind: text }
    ]),
    { name: "IMAGE_DESCRIPTIONS", meaning: "whether uploaded images, which cannot be redacted, are described by a model: `off`, by servers of your own only (`local`: LOCAL_LLM_URL, OLLAMA_HOST), or by any configured one (`on`)", kind: choice("off", "local", "on"), default: "local" },
    { name: "STRICT_PROVIDER_MODE", meaning: "only the first one is ever asked", kind: boolean, default: "false" },
    { name: "LLM_REQUEST_TIMEOUT", meaning: "deadline of a call, in seconds", kind: integer(1, 600), default: "30" },
    { name: "LLM_MAX_RETRIES", meaning: "tries of a call", kind: integer(1, 10), default: "3" },
    { name: "LLM_MAX_CONCURRENCY", meaning: "calls to one provider at the same time", kind: integer(1, 1_000), default: "8" },
    { name: "LLM_PRICES", meaning: "JSON: dollars per million input and output tokens, by model", kind: { type: "json" } },
    { name: "CIRCUIT_BREAKER_ENABLED", meaning: "leave a provider alone that keeps failing", kind: boolean, default: "true" },
    { name: "CIRCUIT_BREAKER_FAIL_THRESHOLD", meaning: "failures in a row until then", kind: integer(1, 1_000), default: "5", idle: breaker },
    { name: "CIRCUIT_BREAKER_RESET_TIMEOUT", meaning: "seconds until it is asked again", kind: integer(1, 86_400), default: "30", idle: breaker }
  ]
}

/** As the embedding layer chooses where nobody names one. */
const chosen = (look: Look): string =>
  look("OPENAI_EMBEDDING_MODEL") !== undefined && look("OPENAI_API_KEY") !== undefined ? "openai" : look("COHERE_API_KEY") !== undefined ? "cohere" : look("EMBEDDING_MODEL") !== undefined ? "local" : "hash"
const only = (...values: ReadonlyArray<string>) => onlyWith("EMBEDDING_PROVIDER", ...values)
const remote = ["openai", "cohere", "ollama"]

export const embedding: Section = {
  title: "Embedding",
  variables: [
    {
      name: "EMBEDDING_PROVIDER", meaning: "what turns texts into vectors; hash needs nothing and knows words only", derived: chosen,
      kind: choiceOf({ auto: "", hash: "hash", lexical: "hash", builtin: "hash", openai: "openai", cohere: "cohere", ollama: "ollama", local: "local", onnx: "local", huggingface: "local", "sentence-transformers": "local" })
    },
    { name: "EMBEDDING_MODEL", meaning: "its model", kind: text, idle: only("local", ...remote) },
    { name: "EMBEDDING_DIMENSION", meaning: "length of its vectors, where the model is not known", kind: integer(1), idle: only(...remote) },
    { name: "EMBEDDING_TIMEOUT", meaning: "deadline of a request, in seconds", kind: integer(1), default: "30", idle: only(...remote) },
    { name: "OPENAI_EMBEDDING_MODEL", meaning: "OpenAI's embedding model", kind: text, idle: only("openai") },
    { name: "COHERE_API_KEY", meaning: "Cohere's key", kind: text, secret: true, idle: only("cohere") },
    { name: "COHERE_EMBEDDING_MODEL", meaning: "Cohere's embedding model", kind: text, idle: only("cohere") },
    { name: "COHERE_BASE_URL", meaning: "Cohere's address", kind: web, idle: only("cohere") },
    { name: "EMBEDDING_MODEL_FOLDER", meaning: "folder that holds the model's folder; the hub where it is not set", kind: text, idle: only("local") },
    { name: "EMBEDDING_MODULE_FOLDER", meaning: "folder whose node_modules holds @huggingface/transformers", kind: text, idle: only("local") },
    { name: "KNOWLEDGE_RERANK", meaning: "whether the passages that the agent finds are put in order by the language model; other searches ask for it themselves", kind: choice("off", "on"), default: "off" },
    { name: "EMBEDDING_DTYPE", meaning: "precision of the weights", kind: text, default: "fp32", idle: only("local") }
  ]
}
