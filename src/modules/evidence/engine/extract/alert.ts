import type { Draft } from "../findings/draft.js"
import { isRow } from "./records/read.js"
import { clip } from "./values.js"

const OVER = /^(?:ok|normal|resolved|recovered|inactive|closed|green|healthy)$/i
const TEST = /\b(?:this is (?:only )?a test|test (?:notification|alert|page|message)|drill\b.{0,40}\bignore|please ignore)\b/i

/** An alert as monitoring systems send it: its title, labels and annotations; `data.calm` where it says that nobody need act. */
export const alertDraft = (root: unknown): ReadonlyArray<Draft> => {
  if (!isRow(root)) return []
  const annotations = [root["commonAnnotations"], root["annotations"]].find(isRow)
  const labels = [root["commonLabels"], root["labels"]].find(isRow)
  if (annotations === undefined && labels === undefined) return []
  const title = root["title"] ?? labels?.["alertname"] ?? annotations?.["summary"]
  if (typeof title !== "string") return []
  const says = [annotations?.["summary"], annotations?.["description"], annotations?.["error"]].filter((part): part is string => typeof part === "string" && part !== title)
  const grave = String(labels?.["severity"] ?? "")
  const state = [root["state"], root["status"]].find((one) => typeof one === "string") ?? ""
  const place = root["title"] !== undefined ? ["title"] : labels?.["alertname"] !== undefined ? [root["commonLabels"] === labels ? "commonLabels" : "labels", "alertname"] : [root["commonAnnotations"] === annotations ? "commonAnnotations" : "annotations", "summary"]
  const calm = OVER.test(state) || /^(?:info|information|informational|none|ok)$/i.test(grave) || TEST.test([title, ...says].join("\n").slice(0, 2_000))
  const namespace = labels?.["namespace"] ?? labels?.["kube_namespace"] ?? annotations?.["kube_namespace"]
  const object = [annotations?.["db_instance_identifier"], labels?.["workload_name"], labels?.["deployment"], labels?.["service"], labels?.["job"]].find((one) => typeof one === "string" && one !== "")
  return [{
    kind: "alert", severity: calm ? "info" : /critical|page/i.test(grave) ? "critical" : "warning", title: clip(title, 200), detail: clip(says.join(" "), 600),
    cites: [{ path: place }, ...(annotations?.["summary"] === undefined ? [] : [{ path: [root["commonAnnotations"] === annotations ? "commonAnnotations" : "annotations", "summary"] }])],
    confidence: 0.9, data: { severity: grave, state, calm, paged: !calm && /critical|page|high|emergency|sev-?[01]|p[01]\b/i.test(grave), ...(typeof namespace === "string" ? { namespace } : {}), ...(typeof object === "string" ? { object } : {}) }
  }]
}
