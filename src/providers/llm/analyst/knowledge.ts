import type { Grounding } from "../Llm.js"
import { bullet, code, keywords, oneLine, phrase } from "./text.js"

type Passage = Grounding["knowledge"][number]

/** Citations keep this much of a passage; a code span beyond it could not be checked. */
const CHECKED = 1_200

interface Step {
  readonly text: string
  readonly kind: "step" | "command" | "prose"
  readonly at: number
}

const bare = (line: string): string => oneLine(line.replace(/^\s*(?:[-*+>]|\d+[.)])\s+/, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\{\{[^}]*\}\}/g, "").replace(/\*\*|__/g, ""))

/** Runbooks tell what to do in the imperative; such sentences are steps even where they stand in running text. */
const IMPERATIVE = /^(?:(?:first|then|next|finally|if [^,]{3,80}|to [^,]{3,80}|once [^,]{3,80}|when [^,]{3,80}|otherwise),?\s+)?(?:please\s+)?(?:add|adjust|alert|apply|ask|avoid|change|check|clean|clear|commit|compare|configure|confirm|connect|consider|contact|cordon|create|delete|deploy|disable|do|drain|enable|end|ensure|escalate|expand|find|fix|free|get|identify|increase|inspect|install|investigate|isolate|kill|list|look|lower|make|monitor|move|note|open|patch|query|raise|read|reboot|recreate|reduce|remove|replace|reset|resize|resolve|restart|restore|review|revert|roll|rotate|run|scale|see|set|start|stop|switch|terminate|tune|update|upgrade|use|validate|verify|wait)\b/i

/** List items, commands of code blocks and sentences, in the order of the document. */
const stepsOf = (text: string): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  let fenced = false
  let paragraph: Array<string> = []
  const push = (kind: Step["kind"], found: string): void => {
    if (found.length > 12) steps.push({ kind, text: found, at: steps.length })
  }
  const close = (): void => {
    const first = paragraph[0]
    if (first !== undefined) {
      const joined = bare(paragraph.join(" "))
      if (/^\s*(?:[-*+]|\d+[.)])\s/.test(first)) push("step", joined)
      else for (const sentence of joined.split(/(?<=[.!?])\s+(?=[A-Z"'`])/)) push(IMPERATIVE.test(sentence) ? "step" : "prose", sentence)
    }
    paragraph = []
  }
  for (const line of text.slice(0, CHECKED).split("\n")) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      close()
      fenced = !fenced
    } else if (fenced) {
      const command = line.trim().replace(/^\$\s+/, "")
      if (command !== "" && !/^(?:#|\/\/|--)/.test(command) && /\s/.test(command)) push("command", command)
    } else if (line.trim() === "" || /^\s*(?:#{1,6}\s|\||---)/.test(line)) close()
    else {
      if (/^\s*(?:[-*+]|\d+[.)])\s/.test(line)) close()
      paragraph.push(line)
    }
  }
  close()
  return steps
}

/** The steps and sentences nearest to the question, in the document's order. */
const relevant = (steps: ReadonlyArray<Step>, wanted: ReadonlySet<string>, limit: number): ReadonlyArray<Step> => {
  const weight = (step: Step): number => {
    let shared = 0
    for (const word of keywords(step.text)) if (wanted.has(word)) shared++
    return shared + (step.kind === "prose" ? 0 : 4)
  }
  return steps.map((step) => ({ step, weight: weight(step) })).sort((a, b) => b.weight - a.weight || a.step.at - b.step.at).slice(0, limit).map(({ step }) => step).sort((a, b) => a.at - b.at)
}

const shown = (step: Step, marker: string): string => {
  if (step.kind === "command") return step.text.length > 160 ? "" : `  - Command: ${code(step.text)} [${marker}].`
  return `  - “${phrase(step.text.replace(/`/g, ""), 280)}” [${marker}].`
}

/** Matching passages with the steps that fit; `detailed` where the question asks for them. */
export const knowledgeSection = (grounding: Grounding, detailed: boolean): string => {
  if (grounding.knowledge.length === 0) return ""
  const wanted = keywords([grounding.question, ...grounding.evidence.slice(0, 8).map((e) => e.title), ...grounding.hypotheses.slice(0, 2).map((h) => h.statement)].join(" "))
  const passage = (k: Passage, i: number): string => {
    const steps = relevant(stepsOf(k.text), wanted, detailed ? (i === 0 ? 6 : 4) : i === 0 ? 4 : 2)
    const head = `${phrase(k.title)}${k.section === "" || k.section === k.title ? "" : ` › ${phrase(k.section)}`}`
    return [bullet(`**${head}** [${k.marker}]:`), ...steps.map((step) => shown(step, k.marker)).filter((line) => line !== "")].join("\n")
  }
  return ["**Matching runbooks**", ...grounding.knowledge.slice(0, detailed ? 4 : 2).map(passage)].join("\n")
}
