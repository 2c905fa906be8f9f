import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

const CONFIG_EXTENSIONS = /^(ya?ml|toml|ini|conf|cfg|cnf|properties|env|json5?|hcl|tf|tfvars|service|xml|plist|config)$/
const CONFIG_NAMES = /^(dockerfile|\.?env(\..+)?|nginx\.conf|my\.cnf|makefile|procfile|docker-compose.*|values.*\.ya?ml|\.[a-z]+rc)$/
const CODE_EXTENSIONS = /^(py|js|mjs|cjs|ts|tsx|jsx|java|kt|go|rs|rb|php|c|cc|cpp|h|hpp|cs|scala|swift|sh|bash|ps1|sql|lua|pl|r|vue|groovy|dart|ex|erl|clj)$/
const DOCUMENT_EXTENSIONS = /^(md|markdown|rst|adoc|mdx)$/
const LOG_EXTENSIONS = /^(log|out|err)$/

export const isConfigName = ({ extension, name }: Sample): boolean => CONFIG_EXTENSIONS.test(extension) || CONFIG_NAMES.test(name)
export const isLogName = ({ extension }: Sample): boolean => LOG_EXTENSIONS.test(extension)

/** What the name alone would say of the text; null where the text contradicts it, or the name says nothing. */
const nameOpinion = (sample: Sample, looksLikeCode: RegExp): Opinion | null => {
  const { extension, lines, text } = sample
  if (isLogName(sample)) return lines.length >= 2 ? { type: "logs", confidence: 0.74, reason: "a log by name" } : null
  if (DOCUMENT_EXTENSIONS.test(extension)) return { type: "document", confidence: 0.8, reason: "a document by name" }
  if (extension === "json" && !/^\s*[{[]/.test(text)) return null
  if (/^(xml|plist)$/.test(extension) && !/^\s*</.test(text)) return null
  if (isConfigName(sample)) return { type: "configuration", confidence: 0.7, reason: "a configuration by name" }
  if (CODE_EXTENSIONS.test(extension)) return { type: "source_code", confidence: share(lines, looksLikeCode) >= 0.1 ? 0.78 : 0.66, reason: "source code by name" }
  return extension === "txt" ? { type: "text", confidence: 0.66, reason: "text by name" } : null
}

/**
 * Lets the name speak second: it strengthens what the content says too, and
 * decides where the content is not typical of any kind. It never beats content.
 */
export const withName = (found: ReadonlyArray<Opinion>, sample: Sample, looksLikeCode: RegExp): ReadonlyArray<Opinion> => {
  const said = nameOpinion(sample, looksLikeCode)
  if (said === null) return found
  const same = found.find((one) => one.type === said.type)
  const best = found[0]
  if (same !== undefined) {
    const ceiling = same === best ? 0.98 : Math.max(same.confidence, best!.confidence - 0.01)
    return found.map((one) => (one === same ? { ...one, confidence: Math.min(ceiling, Math.max(said.confidence, one.confidence + 0.03)) } : one))
  }
  // prose is no configuration, but it may be a log without times, or code with long comments
  const decides = best === undefined || best.confidence < 0.6 || (best.type === "text" && said.type !== "configuration" && said.confidence >= 0.72)
  return [...found, decides ? said : { ...said, confidence: 0.4 }]
}
