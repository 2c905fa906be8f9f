import { analyzeFile } from "../../../../src/modules/evidence/engine/analyze.js"
import { diagnose } from "../../../../src/modules/evidence/engine/diagnose/index.js"

/** Files of an incident by name: texts, or what stands in them as JSON. */
export type Files = Readonly<Record<string, string | object>>

const stream = async function*(text: string) {
  yield new TextEncoder().encode(text)
}

/** A file and what is found in it. */
export const read = async (name: string, content: string | object) => ({
  name, findings: (await analyzeFile({ name, stream: stream(typeof content === "string" ? content : JSON.stringify(content, null, 1)) })).findings
})

/** What the files are diagnosed with, the likeliest first. */
export const of = async (files: Files) => diagnose(await Promise.all(Object.entries(files).map(([name, content]) => read(name, content))))

export const first = async (files: Files) => (await of(files))[0]
