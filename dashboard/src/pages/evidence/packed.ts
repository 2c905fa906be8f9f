import type { EvidenceDetail } from "../../api/types"

/** Their findings count the lines of the text inside, which are not lines of the file. */
export const isPacked = (item: EvidenceDetail): boolean => /pdf|officedocument|msword|zip|gzip|x-tar/.test(item.file_type) || /\.(pdf|docx|xlsx|zip|gz|tgz|tar)$/i.test(item.filename)
