/** A line that begins or ends a block of code: its mark, and what stands behind it. */
const FENCE = /^[ \t>]*(`{3,}|~{3,})(.*)$/

/** Where a text stands in a block of code: the mark that began it; null outside. */
export type Fence = string | null

/** What of a text is no block of code, and whether one is open at its end. `fence` is where the text before it ended. */
export const proseOf = (text: string, fence: Fence): { readonly prose: string; readonly fence: Fence } => {
  if (fence === null && !text.includes("```") && !text.includes("~~~")) return { prose: text, fence }
  const prose: Array<string> = []
  let open = fence
  for (const line of text.split("\n")) {
    const [, mark, behind = ""] = FENCE.exec(line) ?? []
    if (mark === undefined || (mark[0] === "`" && behind.includes("`"))) {
      if (open === null) prose.push(line)
    } else if (behind.trim() !== "") open = mark
    // only a bare mark as long ends what it began
    else if (open === null) open = mark
    else if (mark.startsWith(open)) open = null
  }
  return { prose: prose.join("\n"), fence: open }
}
