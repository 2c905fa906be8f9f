import type { DataType } from "../finding.js"
import type { Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { extractCommandOutput } from "./command/index.js"
import { extractConfiguration } from "./configuration/index.js"
import { extractState } from "./jsonState.js"
import { extractMetrics } from "./metrics/index.js"
import { extractPlainText } from "./plainText.js"
import { extractProfile } from "./profile/index.js"
import { extractRecords } from "./records/index.js"
import { extractSourceCode } from "./sourceCode.js"
import { extractErrorEvent } from "./stack/event.js"
import { extractStackTraces } from "./stack/index.js"
import { extractTable } from "./table.js"
import { extractTrace } from "./trace/index.js"
import { extractWindowsEvents } from "./windowsEvents.js"

export type Extractor = (file: TextFile) => Extraction

/** JSON answers are read as state, everything else by `plain`. */
const orState = (plain: Extractor): Extractor => (file) => {
  const { json } = file
  return json === null ? plain(file) : extractState(json.value)
}

/** Log records inside one JSON value or XML text; logs in lines are streamed and do not come here. */
const records: Extractor = (file) => {
  const { json } = file
  return extractWindowsEvents(file) ?? (json === null ? null : extractRecords(json.value)) ?? extractPlainText(file)
}

const EXTRACTORS: Partial<Record<DataType, Extractor>> = {
  logs: records,
  metrics: extractMetrics,
  configuration: extractConfiguration,
  error_report: (file) => (file.json === null ? extractStackTraces(file) : extractErrorEvent(file.json.value) ?? extractState(file.json.value)),
  trace: extractTrace,
  profile: extractProfile,
  command_output: orState(extractCommandOutput),
  source_code: extractSourceCode
}

/** Runs the extractor of a type; plain text and documents get error lines and sections, tables their columns. */
export const extract = (type: DataType, file: TextFile): Extraction => (EXTRACTORS[type] ?? ((text) => extractTable(text) ?? extractPlainText(text)))(file)
