import { diagnose, type Finding } from "../evidence/index.js"
import type { AnalysedFile } from "./grounding.js"
import type { Cause } from "./stateUpdate.js"

/** Ranked causes from the findings of all files together, with the findings that carry them. */
export const causesOf = (files: ReadonlyArray<AnalysedFile>): ReadonlyArray<Cause & { readonly findings: ReadonlyArray<Finding> }> =>
  diagnose(files.map(({ analysis, file }) => ({ name: file.filename, findings: analysis.findings })))
