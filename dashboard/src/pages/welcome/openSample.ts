import { basePath, call, get, post } from "../../api/client"
import type { Case, CasePage, EvidenceItem } from "../../api/types"

export const SAMPLE_TITLE = "Sample: checkout fails at peak"
const WAIT_MS = 400
const TRIES = 75

const file = async (name: string): Promise<File> => {
  const response = await fetch(`${basePath}samples/checkout-outage/${name}`)
  if (!response.ok) throw new Error("The sample is not part of this build.")
  return new File([await response.blob()], name, { type: "text/plain" })
}

/** Opens the sample as anyone would: a case, a log, a runbook and a question. Gives the case's id. */
export const openSample = async (): Promise<string> => {
  const known = (await get<CasePage>("api/v1/cases", { q: SAMPLE_TITLE, limit: 1 })).cases[0]
  if (known !== undefined) return known.case_id
  const [log, runbook] = await Promise.all([file("checkout.log"), file("runbook-connection-pool.md")])
  const made = await post<Case>("api/v1/cases", { title: SAMPLE_TITLE, description: "Customers cannot place orders; the database team sees many connections.", priority: "high" })
  const documents = new FormData()
  documents.append("files", runbook, "samples/runbook-connection-pool.md")
  documents.append("document_type", "runbook")
  await call("api/v1/documents/import", { method: "POST", body: documents })
  const evidence = new FormData()
  evidence.append("case_id", made.case_id)
  evidence.append("file", log, log.name)
  const { evidence_id } = await call<EvidenceItem>("api/v1/evidence", { method: "POST", body: evidence })
  for (let i = 0; i < TRIES; i++) {
    const { status } = await get<EvidenceItem>(`api/v1/evidence/${evidence_id}`)
    if (status === "completed") break
    if (status === "failed") throw new Error("The sample log could not be analysed.")
    await new Promise((go) => setTimeout(go, WAIT_MS))
  }
  await post("api/v1/agent/chat", { case_id: made.case_id, message: "What went wrong, and what do I do about it?" })
  return made.case_id
}
