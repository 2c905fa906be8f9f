const OPEN = "<think>"
const CLOSE = "</think>"

/** Holds back what a local model writes between `<think>` and `</think>` at the start of its answer. */
export const makeThinkFilter = () => {
  let state: "start" | "thinking" | "answer" = "start"
  let held = ""
  const push = (text: string): string => {
    if (state === "answer") return text
    held += text
    if (state === "start") {
      const seen = held.trimStart()
      if (seen.length < OPEN.length && OPEN.startsWith(seen)) return ""
      state = seen.startsWith(OPEN) ? "thinking" : "answer"
      if (state === "answer") {
        const all = held
        held = ""
        return all
      }
    }
    const end = held.indexOf(CLOSE)
    if (end === -1) return ""
    const rest = held.slice(end + CLOSE.length).trimStart()
    // white space between the thoughts and the answer may still be on its way
    if (rest === "") return ""
    state = "answer"
    held = ""
    return rest
  }
  return {
    push,
    /** what is left: a short answer that only began like a tag; unfinished thoughts are no answer */
    end: (): string => (state === "start" ? held : "")
  }
}

export const withoutThoughts = (text: string): string => {
  const filter = makeThinkFilter()
  return filter.push(text) + filter.end()
}
