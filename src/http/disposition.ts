/** RFC 6266/5987: an ASCII fallback and the real name. */
export const contentDisposition = (filename: string, kind: "attachment" | "inline" = "attachment"): string => {
  const ascii = filename.replace(/[^\x20-\x7e]/g, "_").replace(/["\\]/g, "_")
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
}
