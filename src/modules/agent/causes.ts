import type { Finding } from "../evidence/index.js"
import type { AnalysedFile } from "./grounding.js"
import type { Cause } from "./stateUpdate.js"

/** Ranked causes that the offline analysis reports for these files, with the findings that carry them. */
export const causesOf = (files: ReadonlyArray<AnalysedFile>): ReadonlyArray<Cause & { readonly findings: ReadonlyArray<Finding> }> =>
  files.flatMap(({ analysis }) =>
    analysis.findings.filter((finding) => finding.kind === "likely_cause").map((finding) => ({
      statement: finding.title,
      category: String(finding.data["category"] ?? "other"),
      confidence: finding.confidence,
      checks: Array.isArray(finding.data["checks"]) ? finding.data["checks"].map(String) : [],
      findings: [finding]
    }))
  ).sort((a, b) => b.confidence - a.confidence)
