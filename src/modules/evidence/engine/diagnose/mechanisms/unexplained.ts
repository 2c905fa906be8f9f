import type { Mechanism } from "../types.js"

const how = () => "no known mechanism fits better; the messages themselves name what is wrong"

/** The detail says where something was seen, not what. */
const inTitle = (words: RegExp): RegExp => new RegExp(`^[^\\n]*(?:${words.source})`, words.flags)

/** What words of a kind of failure say of it: some leave little doubt, others only point that way. */
const sorted = (id: string, category: Mechanism["category"], name: string, clear: RegExp, vague: RegExp, check: string, against: ReadonlyArray<RegExp> = []): ReadonlyArray<Mechanism> => [
  { id, category, name, signs: [inTitle(clear)], against, how, checks: [check] },
  { id, category, name, general: true, signs: [inTitle(vague)], against, how, checks: [check] }
]

/** What is said of trouble that no mechanism fits: which kind of failure its words tell of. Asked only where nothing else is found. */
export const unexplained: ReadonlyArray<Mechanism> = [
  ...sorted("unexplained_limit", "resource_exhaustion", "something has reached a limit",
    /\b(?:exhausted|exceed(?:s|ed)|limit(?:ed)? (?:reached|of)|too (?:many|large|long)|not enough|insufficient|out of (?!order|sync|range|bounds)\w+|used up|(?<!with )capacity|overload\w*|saturat\w*|throttl\w*|quota|is full|limits? (?:was|were) exceeded|longer than (?:the )?(?:specified|configured|allowed) (?:deadline|limit|time)|starv\w*|maximum size|larger than|garbage collection|preempted by|buffer overflow|below the (?:alarm|minimum)|low (?:disk|memory|space)|stalled)\b/i,
    /\b(?:limit|maximum|max_\w+|\w+_max|backlog|queue length|permits?|occupied|busy|heap|allocat\w+|no space|no room|cannot grow|in use|\d+ \w+ waiting|waiting for (?:a |an )?(?:free|connection|slot|flush)|slots?|drained|dropped|free (?:disk|memory|space))\b/i,
    "Read what the message counts and what its limit is", [/\b(?:retries|attempts) (?:are |were )?(?:exhausted|exceeded)|out of available/i]),
  ...sorted("unexplained_setting", "configuration_error", "a setting does not fit",
    /\b(?:misconfigur\w*|config(?:uration|ured)?|settings?|mismatch|unsupported|not (?:allowed|permitted|supported|configured|defined)|not in (?:the )?(?:allowed|allow-?list|list of allowed)|unknown (?!error|exception|reason|desc|cause|status|object|failure)\w+|invalid (?:argument|value|name|url|uri|port|reference|format)|does not exist|no such file|no port|permission|denied|forbidden|unauthori[sz]ed|authorization|CORS|refusing to (?:start|connect)|missing [\w ]{0,20}(?:key|secret|token|certificate)|wrong passphrase|read[- ]only|taken by other|not recogni[sz]ed|already (?:exists|taken|in use)|key verification|must (?:have|be set)|polic(?:y|ies) den\w+|required (?:argument|value|flag|option)|did not match|does not match the expected|in common|cron expression|not installed|\w+\.(?:ya?ml|toml|conf|ini|properties|env))\b/i,
    /\b(?:ACLs?|secrets?|credentials?|profile|40[13]|(?:not|no|could not be|cannot be) found|could not find|no \w+ \w+ named|named|registered|expected \w+, got|selector|hosts?|permitted|enabled|disabled|flag|role|template|mount point|is empty|audience|issuer)\b/i,
    "Compare the setting with the last one that worked", [/\bchecksum\b/i]),
  ...sorted("unexplained_timeout", "dependency_failure", "something that is called does not answer",
    /time(?:d )?[- ]?out|\bunavailable\b|unreachable|disconnect\w*|no (?:response|reply|answer)|failed to (?:connect|reach|call|fetch)|(?:cannot|unable to|could not) (?:connect|reach|be reached)|connection \w+|closed the connection|upstream|downstream|\boutage\b|not available|AutoReconnect|(?:retries|attempts) (?:are |were )?exhausted|out of available|\b(?:is|are) down\b|status page|no live|broken pipe|GOAWAY|loss of quorum|lost quorum|connect\w* to [^\n]{1,80} refused|can't contact|health is (?:red|critical)|server has failed|could be reached|(?:HTTP|status|failed with) (?:HTTP )?50\d\b/i,
    /\b(?:endpoint|brokers?|cluster|remote|peer|provider|partner|retr(?:y|ies|ied|ying)|attempts|EOF|gateway|server)\b/i,
    "Ask the other side from where the caller runs", [/\bnvme|\bI\/O\b|\bntp\b/i]),
  ...sorted("unexplained_record", "data_quality", "records are not as expected",
    /\b(?:rows?|records?|column|field|payload|csv|parquet|partition|dataset|feed|segment|interchange)\b[^\n]{0,80}\b(?:invalid|missing|null|empty|unexpected|expected|malformed|corrupt\w*|rejected|duplicate\w*|wrong|cannot be read|does not match)\b|\b(?:invalid|missing|null|unexpected|malformed|corrupt\w*|duplicate|out of range)\b[^\n]{0,40}\b(?:rows?|records?|column|field|payload|csv|value)\b|dead[- ]letter|(?:file|object|archive)\b[^\n]{0,60}\b(?:truncated|corrupt\w*|incomplete)\b|checksum mismatch|rejected by (?:the )?(?:validator|schema|validation)|is not (?:ISO|a valid|numeric|unique)|must be (?:positive|negative|unique|numeric|non-?\w+)/i,
    /\b(?:line \d{3,}|offset \d+|ValidationException|import|ingest\w*|batch|value '|merge|supplier|duplicates?)/i,
    "Look at the first record that is refused"),
  ...sorted("unexplained_machine", "infrastructure", "a machine or device misbehaves",
    /\b(?:hardware|machine check|kernel|clock skew|time drift|ntp|I\/O(?! time-?out)|firmware|device (?:error|reset)|hypervisor|reboot\w*|link down|fallen off the bus|(?:node|host|machine) shutdown|waiting for device|retirement)\b/i, /\b(?:host|device|nvme\w*|eth\d)\b/i,
    "Move the workload to another machine and see whether it goes on"),
  ...sorted("unexplained_exception", "code_defect", "the program fails with an error of its own",
    /\bpanic\b|\btraceback\b|\bassert\w*|since (?:release|version|commit|deploy\w*)|\bgeneral contract\b|infinite loop|regression|\bundefined\b|\bruntime error\b|\bmutex\b/i,
    /\b[A-Z]\w{2,60}(?:Error|Exception|Fault)\b|\b[\w/-]+\.(?:py|js|ts|go|rb|php|java|kt|cs|rs|cpp|scala|ex):\d+|::Error\b/,
    "Read the stack trace and compare with the last release")
]

/** What is left of trouble whose words say nothing: a program's own errors are mostly its own fault, a cluster's warnings mostly that of what it was told. */
export const unread: ReadonlyArray<Mechanism> = [
  { id: "unread_error", category: "code_defect", general: true, name: "the program reports errors", signs: [/^First error: |\bFrom [\w.-]+\. (?:At|Between) /], against: [/From (?:Pod|Node|Job|Deployment|ReplicaSet|StatefulSet|Service|Ingress|\w+)\//], how, checks: ["Read the lines before the first error and compare with the last release"] },
  { id: "unread_event", category: "configuration_error", general: true, name: "the cluster reports a problem", signs: [/From \w+\/[\w.-]+/], how, checks: ["Describe the object that the event names, and compare it with its last version"] }
]
