/** A table printed in columns, the line (1-based) of each row with it. */
export interface Printed {
  readonly header: ReadonlyArray<string>
  readonly headerLine: number
  readonly rows: ReadonlyArray<{ readonly cells: Record<string, string>; readonly line: number; readonly text: string }>
}

/** A shell's prompt with a command: the output above has ended. */
export const isPrompt = (line: string): boolean => /^(\[[\w.-]{1,60}@[^\]]{1,200}\][$#] ?|[\w.-]{1,60}@[\w.-]{1,100}:[^$#]{0,200}[$#] ?|[$#] +[a-z.\/])/.test(line)

/**
 * Reads a table whose columns are parted by two spaces or more, or whose cells
 * hold no spaces at all (`single`: the last column takes the rest). Ends at a
 * blank line, or at one that `stop` matches.
 */
export const readPrinted = (lines: ReadonlyArray<string>, headerIndex: number, options: { readonly single: boolean; readonly stop?: RegExp }): Printed => {
  const headerText = lines[headerIndex]!
  const header = options.single ? headerText.trim().replace("Mounted on", "Mounted").replace("Peer Address:Port", "Peer").replace("Local Address:Port", "Local").replace("Local Address", "Local").replace("Foreign Address", "Foreign").replace("PID/Program name", "Program").split(/\s+/) : headerText.trim().split(/\s{2,}|\t+/)
  const rows: Array<{ cells: Record<string, string>; line: number; text: string }> = []
  // columns by position: a cell may be empty, or hold single spaces
  const starts = header.map((name, i) => headerText.indexOf(name, i === 0 ? 0 : headerText.indexOf(header[i - 1]!) + header[i - 1]!.length))
  for (let i = headerIndex + 1; i < lines.length; i++) {
    const text = lines[i]!
    if (text.trim() === "" || isPrompt(text) || options.stop?.test(text) === true || rows.length >= 20_000) break
    const cells: Record<string, string> = {}
    if (options.single) {
      const parts = text.trim().split(/\s+/)
      header.forEach((name, column) => {
        cells[name] = (column === header.length - 1 ? parts.slice(column).join(" ") : parts[column]) ?? ""
      })
    } else {
      const parts = text.trim().split(/\s{2,}|\t+/)
      const even = parts.length === header.length
      header.forEach((name, column) => {
        cells[name] = even ? parts[column]! : text.slice(starts[column], starts[column + 1]).trim()
      })
    }
    rows.push({ cells, line: i + 1, text })
  }
  return { header, headerLine: headerIndex + 1, rows }
}
