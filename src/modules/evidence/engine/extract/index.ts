import type { DataType } from "../finding.js"
import type { Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { extractCommandOutput } from "./command/index.js"
import { extractConfiguration } from "./configuration/index.js"
import { extractMetrics } from "./metrics/index.js"
import { extractPlainText } from "./plainText.js"
import { extractProfile } from "./profile.js"
import { extractSourceCode } from "./sourceCode.js"
import { extractStackTraces } from "./stack/index.js"
import { extractTable } from "./table.js"
import { extractTrace } from "./trace/index.js"

export type Extractor = (file: TextFile) => Extraction

/** Extractors of texts that are read as a whole; logs are streamed instead. */
const EXTRACTORS: Partial<Record<DataType, Extractor>> = {
  metrics: extractMetrics,
  configuration: extractConfiguration,
  error_report: extractStackTraces,
  trace: extractTrace,
  profile: extractProfile,
  command_output: extractCommandOutput,
  source_code: extractSourceCode
}

/** Runs the extractor of a type; plain text and documents get error lines and sections, tables their columns. */
export const extract = (type: DataType, file: TextFile): Extraction => (EXTRACTORS[type] ?? ((text) => extractTable(text) ?? extractPlainText(text)))(file)
