export { AnalysisFailed, Analyzer } from "./Analyzer.js"
export type { DataType, Finding, Quote, TimelineEvent } from "./engine/finding.js"
export { Evidences } from "./Evidences.js"
export * from "./models.js"
