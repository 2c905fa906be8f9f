/** Loaded when the first page is asked for: most servers never render one. */
const parser = () => Promise.all([import("micromark"), import("micromark-extension-gfm")])

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" })[c]!)

const STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}pre{background:#f4f4f5;padding:.75rem;overflow:auto}code{font-family:ui-monospace,monospace}@media print{body{margin:0}}"

/** A page of its own from Markdown; raw HTML and unsafe links in the source come out as text. */
export const htmlPage = async (title: string, markdown: string): Promise<string> => {
  const [{ micromark }, { gfm, gfmHtml }] = await parser()
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>\n${micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })}\n</body></html>\n`
}
