/** Heading under which the text of a PDF page stands, so that headings and byte ranges lead back to the page. */
export const pageHeading = (page: number, of: number): string => `# Page ${page} of ${of}`

/** Page (1-based) that a passage stands on, by the headings above it; null where the document has no pages. */
export const pageOf = (headingPath: ReadonlyArray<string>): number | null => {
  for (const heading of headingPath) {
    const found = /^Page (\d+) of \d+$/.exec(heading ?? "")
    if (found !== null) return Number(found[1])
  }
  return null
}
