/** What is known about models by name; a vendor's prefix (`anthropic/claude…`) does not matter. */

const bare = (model: string): string => model.toLowerCase().split("/").at(-1) ?? ""

const WINDOWS: ReadonlyArray<readonly [RegExp, number]> = [
  [/^gpt-4\.1/, 1_000_000],
  [/^gpt-5/, 272_000],
  [/^(chat)?gpt-4o|^gpt-4-turbo|^gpt-4-\d{4}-preview|^o1-(mini|preview)/, 128_000],
  [/^o\d/, 200_000],
  [/^gpt-4/, 8_000],
  [/^gpt-3\.5/, 16_000],
  [/^claude/, 200_000],
  [/^gemini-1\.5-pro/, 2_000_000],
  [/^gemini/, 1_000_000],
  [/^llama-?v?(3[.p][1-9]|4)|^llama3\.[1-9]/, 128_000],
  [/^(mistral-large|mistral-small-3|ministral|devstral|magistral|qwen-?3|qwen2\.5|deepseek|gpt-oss|command-(r|a)|kimi|glm-4)/, 128_000],
  [/^(mixtral|mistral|codestral)/, 32_000]
]

/** Prompt and answer together, tokens; a small window for names nobody knows. */
export const windowOf = (model: string): number => WINDOWS.find(([pattern]) => pattern.test(bare(model)))?.[1] ?? 8_000

const IMAGES = /^(chat)?gpt-4o|^gpt-4\.1|^gpt-4-turbo|^gpt-5|^o1(?!-mini|-preview)|^o3(?!-mini)|^o4|^claude-(?!2|instant)|^gemini|vision|llava|bakllava|pixtral|moondream|minicpm-v|^gemma-?3(?![:n-]*(?:270m|1b))|^gemma-?[4-9]|llama-?4|[-_.\d]vl\b|vl[-:]|^mistral-(small-3\.[1-9]|medium-3)/

export const takesImages = (model: string): boolean => IMAGES.test(bare(model))

const THINKS = /^o\d|^gpt-5(?!-chat)|^gpt-oss|deepseek-r\d|^r1|^qwq|^qwen-?3|magistral|thinking|reason|^gemini-(2\.5|[3-9])|^claude-(mythos|fable)|^phi4-reasoning|^kimi-k2-thinking|^glm-4\.[5-9]/

/** The model thinks before it writes and counts that into its output. */
export const thinks = (model: string): boolean => THINKS.test(bare(model))

/** Output tokens kept free for thinking. */
export const headroomOf = (model: string): number => (thinks(model) ? 8_000 : 0)

/** OpenAI's own thinking models take neither `max_tokens` nor a temperature. */
export const isOpenAiReasoning = (model: string): boolean => /^o\d|^gpt-5(?!-chat)/.test(bare(model))
