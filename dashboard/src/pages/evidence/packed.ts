import type { EvidenceDetail } from "../../api/types"

/** Their bytes are no lines to be shown, even where nothing inside could be read. */
export const isPacked = (item: EvidenceDetail): boolean => /pdf|officedocument|msword|zip|gzip|x-tar/.test(item.file_type) || /\.(pdf|docx|xlsx|zip|gz|tgz|tar)$/i.test(item.filename)
