import type Turndown from "turndown"

/** A cell on one line, its bars escaped. */
const cell = (text: string): string => text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|")

/**
 * Writes HTML as Markdown for reading and search: tables stay tables, and text
 * stays as it stands (`kube_pod_status`, not `kube\_pod\_status`) but for what
 * would begin a heading or a fence.
 */
export const markdownWriter = async (): Promise<Turndown> => {
  const { default: Service } = await import("turndown")
  const writer = new Service({ headingStyle: "atx", codeBlockStyle: "fenced", bulletListMarker: "-" })
  writer.escape = (text) => text.replace(/^(?=#{1,6}\s|```|~~~)/gm, "\\")
  writer.addRule("cell", { filter: ["th", "td"], replacement: (content) => ` ${cell(content)} |` })
  writer.addRule("row", {
    filter: "tr",
    replacement: (content, node) => {
      if (content.trim() === "") return ""
      const part = node.parentNode
      const first = part?.firstChild === node && (part.nodeName === "TABLE" || !/^T(?:HEAD|BODY|R)$/.test(part.previousSibling?.nodeName ?? ""))
      return `\n|${content.trimEnd()}${first ? `\n|${" --- |".repeat(node.childNodes.length)}` : ""}`
    }
  })
  writer.addRule("rows", { filter: ["thead", "tbody", "tfoot"], replacement: (content) => content })
  writer.addRule("table", { filter: "table", replacement: (content) => `\n\n${content.trim()}\n\n` })
  return writer
}
