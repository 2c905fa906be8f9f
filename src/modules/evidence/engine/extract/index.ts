import type { DataType } from "../finding.js"
import type { Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { extractMetrics } from "./metrics/index.js"
import { extractPlainText } from "./plainText.js"

export type Extractor = (file: TextFile) => Extraction

/** Extractors of texts that are read as a whole; logs are streamed instead. */
const EXTRACTORS: Partial<Record<DataType, Extractor>> = {
  metrics: extractMetrics
}

/** Runs the extractor of a type; where it finds nothing of its kind, the plain text one speaks. */
export const extract = (type: DataType, file: TextFile): Extraction => (EXTRACTORS[type] ?? extractPlainText)(file)
