import { afterAll } from "@effect/vitest"
import { ConfigProvider, Layer, Logger } from "effect"
import * as builtin from "../../src/providers/llm/builtin.js"
import { layer } from "../../src/providers/llm/layer.js"
import * as scripted from "../../src/providers/llm/scripted.js"
import { ANTHROPIC_KEY, startAnthropicVendor } from "../servers/llm/anthropic.js"
import { OPENAI_KEY, startOpenAiVendor } from "../servers/llm/openai.js"
import { startOllamaVendor } from "../servers/llm/ollama.js"
import type { VendorServer } from "../servers/llm/script.js"
import { analystContract, modelContract, type Peer } from "./llm.contract.js"
import { ready } from "./llm.layers.js"

const configured = (variables: Record<string, string>) =>
  layer.pipe(
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries({ LLM_MAX_RETRIES: "1", IMAGE_DESCRIPTIONS: "on", CIRCUIT_BREAKER_ENABLED: "false", ...variables }))))),
    Layer.provideMerge(Logger.remove(Logger.defaultLogger)))

const peerOf = (server: VendorServer): Peer => ({ reply: (...replies) => void server.replies.push(...replies), received: () => server.requests.length })

const [openai, compatible, anthropic, ollama] = await Promise.all([startOpenAiVendor(), startOpenAiVendor(), startAnthropicVendor(), startOllamaVendor(["llava:latest"])])
afterAll(() => Promise.all([openai, compatible, anthropic, ollama].map((server) => server.close())))

analystContract("built-in analyst", builtin.layer)
analystContract("nothing configured", configured({}))

const script = scripted.makeScript()
modelContract("scripted mock", scripted.layer(script), { reply: (...replies) => void script.replies.push(...replies), received: () => script.requests.length })
modelContract("OpenAI", configured({ OPENAI_API_KEY: OPENAI_KEY, OPENAI_BASE_URL: `${openai.url}/v1` }), peerOf(openai))
modelContract("OpenAI-compatible", configured({ LOCAL_LLM_API_KEY: OPENAI_KEY, LOCAL_LLM_URL: `${compatible.url}/v1`, LOCAL_LLM_MODEL: "llava-1.6" }), peerOf(compatible))
modelContract("Anthropic", configured({ ANTHROPIC_API_KEY: ANTHROPIC_KEY, ANTHROPIC_BASE_URL: anthropic.url }), peerOf(anthropic))
modelContract("Ollama", ready(configured({ OLLAMA_HOST: ollama.url, OLLAMA_MODEL: "llava" })), peerOf(ollama))
