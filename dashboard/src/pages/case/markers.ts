/** `[E1]` of a text becomes a Markdown link of its own (`#cite-E1`); only markers that are cited do. */
export const linkMarkers = (text: string, markers: ReadonlyArray<string>): string => {
  const known = new Set(markers)
  return text.replace(/\[([A-Z]\d+)\](?!\()/g, (whole, marker: string) => (known.has(marker) ? `[${marker}](#cite-${marker})` : whole))
}
