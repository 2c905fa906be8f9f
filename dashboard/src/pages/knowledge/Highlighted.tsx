import type { ReactNode } from "react"

/** Text with marked ranges; positions are characters. */
export const Highlighted = ({ highlights, text }: { readonly text: string; readonly highlights: ReadonlyArray<{ readonly start: number; readonly end: number }> }) => {
  const parts: Array<ReactNode> = []
  let at = 0
  for (const { end, start } of [...highlights].sort((a, b) => a.start - b.start)) {
    if (start < at) continue
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>)
    at = end
  }
  return <>{parts}{text.slice(at)}</>
}
