import type { Mechanism } from "../types.js"

const how = () => "no known mechanism fits better; the messages themselves name what is wrong"

/** What is said of trouble that no mechanism fits: which kind of failure its words tell of. Asked only where nothing else is found. */
export const unexplained: ReadonlyArray<Mechanism> = [
  {
    id: "unexplained_limit", category: "resource_exhaustion", name: "something has reached a limit",
    signs: [/\b(?:exhausted|exceed(?:s|ed)|limit(?:ed)? (?:reached|of)|too (?:many|large|long)|not enough|insufficient|out of (?!order|sync|range|bounds)\w+|used up|capacity|overload\w*|saturat\w*|throttl\w*|quota|is full|limits? (?:was|were) exceeded|longer than (?:the )?(?:specified|configured|allowed) (?:deadline|limit|time)|starv\w*|maximum size|garbage collection)\b/i],
    against: [/\b(?:retries|attempts) (?:are |were )?(?:exhausted|exceeded)|out of available/i],
    how, checks: ["Read what the message counts and what its limit is"]
  },
  {
    id: "unexplained_setting", category: "configuration_error", name: "a setting does not fit",
    signs: [/\b(?:misconfigur\w*|config(?:uration|ured)?|settings?|mismatch|unsupported|not (?:allowed|permitted|supported|configured)|not in (?:the )?(?:allowed|allow-?list|list of allowed)|unknown (?!error|exception|reason|desc|cause|status|object|failure)\w+|invalid (?:argument|value|name|url|uri|port|reference|format)|does not exist|no such file|no port|permission|denied|forbidden|unauthori[sz]ed|CORS|refusing to start|read[- ]only|taken by other|not recogni[sz]ed|already (?:exists|taken|in use))\b/i],
    against: [/\bchecksum\b/i],
    how, checks: ["Compare the setting with the last one that worked"]
  },
  {
    id: "unexplained_timeout", category: "dependency_failure", name: "something that is called does not answer",
    signs: [/time(?:d )?[- ]?out|\bunavailable\b|unreachable|disconnect\w*|no (?:response|reply|answer)|failed to (?:connect|reach|call|fetch)|cannot (?:connect|reach)|connection \w+|could not (?:connect|reach|be reached)|upstream|downstream|\boutage\b|not available|AutoReconnect|(?:retries|attempts) (?:are |were )?exhausted|out of available/i],
    how, checks: ["Ask the other side from where the caller runs"]
  },
  {
    id: "unexplained_record", category: "data_quality", name: "records are not as expected",
    signs: [/\b(?:rows?|records?|column|field|payload|csv|parquet|partition|dataset|feed)\b[^\n]{0,80}\b(?:invalid|missing|null|empty|unexpected|expected|malformed|corrupt\w*|rejected|duplicate\w*|wrong|cannot be read)\b|\b(?:invalid|missing|null|unexpected|malformed|corrupt\w*|duplicate)\b[^\n]{0,40}\b(?:rows?|records?|column|field|payload|csv|value)\b|dead[- ]letter|(?:file|object|archive)\b[^\n]{0,60}\b(?:truncated|corrupt\w*|incomplete)\b|checksum mismatch/i],
    how, checks: ["Look at the first record that is refused"]
  },
  {
    id: "unexplained_exception", category: "code_defect", name: "the program fails with an error of its own", general: true,
    signs: [/\b[A-Z]\w{2,60}(?:Error|Exception|Fault)\b|\bpanic\b|\btraceback\b|\bassert\w*|since (?:release|version|commit|deploy\w*)|\bgeneral contract\b|infinite loop/i],
    how, checks: ["Read the stack trace and compare with the last release"]
  }
]
