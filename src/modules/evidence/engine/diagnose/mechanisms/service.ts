import type { Mechanism, Seen } from "../types.js"
import { told } from "./words.js"

/** What fails to be read is the page that a proxy or a broken service sends in place of its answer. */
const answersNoJson = (seen: Seen): boolean => seen.any(/JSON\w*(?:Decode|Parse|Syntax)|Unexpected token .?<|Expecting value|<!DOCTYPE|<html/i)

/** Failures between services and inside their code. */
export const service: ReadonlyArray<Mechanism> = [
  {
    id: "dns_failure", category: "configuration_error", name: "a DNS name does not resolve",
    signs: [/ENOTFOUND|EAI_AGAIN|getaddrinfo|\bbad address\b|host not found|no such host|NXDOMAIN|SERVFAIL|(?:could not|unable to|cannot|failed to) resolve|name (?:resolution|or service not known)|UnknownHostException|temporary failure in name resolution/i],
    how: (seen) => {
      const host = seen.first(/(?:ENOTFOUND|EAI_AGAIN|bad address|lookup|resolve(?: host)?:?|no such host:?|host name)\s+["']?([a-z0-9][\w-]*(?:\.[\w-]+)+|[a-z][\w-]{2,})/i)
      return `lookups of ${host === null ? "the service it depends on" : host.replaceAll(".", "·")} fail (cluster DNS such as CoreDNS is not reachable, the Service was renamed or removed, or a network policy blocks it), so calls fail at once while the pods themselves stay Ready`
    },
    checks: ["Resolve the name from inside an affected pod", "Check that the Service exists under this name and namespace", "Check the DNS pods and network policies", "Read what was renamed or applied last"],
    explains: ["dependency_unavailable", "error_rate", "latency"]
  },
  {
    id: "certificate", category: "configuration_error", name: "a TLS certificate is not accepted",
    signs: [/certificate (?:has )?expired|x509:|CERT_HAS_EXPIRED|certificate[ _]verify[ _]failed|SSL routines|TLS error|tls: (?:handshake failure|bad certificate|failed to verify)|unable to get (?:local )?issuer certificate|SSLHandshakeException|ERR_TLS_CERT|(?:private )?key does not match|unable to load (?:the )?(?:certificate|key)|Failed to issue certificate|IssuerNotReady|CertificateIssuanceFailed/i],
    how: (seen) => `${seen.any(/expired/i) ? "a certificate has expired, so every new connection to its owner is refused" : "the other side's certificate does not match what this side trusts"}${told(seen, /(?:https?:\/\/|\bfor |\bhost )([\w-]+(?:\.[\w-]+)+(?::\d+)?)/i, " (", ")")}${seen.any(/renew|issuer|acme/i) ? "; its renewal failed" : ""}`,
    checks: ["Read the certificate's dates and names", "Check the renewal job", "Check the trust store after the last change"],
    explains: ["dependency_unavailable", "error_rate", "probe_failure", "crash_loop", "replicas_missing", "code_exception"]
  },
  {
    id: "network_policy", category: "configuration_error", name: "a network rule blocks traffic",
    signs: [/NetworkPolicy\b[^\n]{0,80}(?:appl|attach|creat|updat|chang|add|den|drop|block)|(?:flow|traffic|packet|connection|egress|ingress)s? (?:was |is |are )?(?:DENY|denied|dropped|blocked)|\b(?:DENY|REJECT)\b[^\n]{0,120}\b(?:policy|dst|dport)|(?:security[- ]groups?|network acl|firewall)\b[^\n]{0,80}(?:chang|modif|replac|applied|updat|remov|revok|den)|\brule \S+ (?:was |has been )?(?:removed|deleted|revoked)\b[^\n]{0,40}security[- ]group/i],
    needs: [/timed? ?out|ETIMEDOUT|unreachable|no route to host|\b(?:flow|traffic|packet|connection)s?\b[^\n]{0,20}\b(?:DENY|denied|dropped|blocked)|(?:Connections?|Network\w+Throughput)\b[^\n]{0,60}(?:falls|drops) /i],
    how: (seen) => `${seen.any(/security[- ]group|network acl/i) ? `the security group or network ACL of the target${told(seen, /((?:security[- ]groups?|acl)[^\n"]{0,20}(?:sg|acl)-\w+(?: replaced by (?:sg|acl)-\w+)?)/i, " (", ")")} does not let clients in since it was changed, so network traffic and connections (DatabaseConnections) fall away` : `a NetworkPolicy${told(seen, /(?:policy[=: ]+|NetworkPolicy )(?:[\w-]+\/)?((?!applied|attached)[\w-]{3,80})/i, " (", ")")} does not allow this traffic (egress or ingress), so connections${told(seen, /(?:ETIMEDOUT|dst=)\s?([\d.:]+(?: \([^)]{3,100}\))?)/i, " to ")} time out`} while both sides themselves are up`,
    checks: ["List the rules that select the source and the target", "Allow the port in both directions and try again", "Take the last change of the rules back"],
    explains: ["dependency_unavailable", "network_blocked", "error_rate", "latency", "connections_lost", "probe_failure"]
  },
  {
    id: "network_blocked", category: "infrastructure", name: "the network between two parts is broken",
    signs: [/no route to host|network (?:is )?unreachable|EHOSTUNREACH|ENETUNREACH|packet loss|connection reset by peer.*repeatedly|link (?:is )?down/i],
    how: () => "packets between the two do not arrive",
    checks: ["Ask the address from both sides", "Check security groups, network policies and routes changed last"],
    explains: ["dependency_unavailable", "error_rate", "latency"]
  },
  {
    id: "rate_limited", category: "dependency_failure", name: "a dependency limits the rate of requests",
    signs: [/rate limit(?:ed| exceeded)|too many requests|(?:http|status|code|returned|answered)[^\d\n]{0,12}429\b|ThrottlingException|RequestLimitExceeded|\bSlowDown\b|reduce your request rate|Rate exceeded|quota exceeded for (?:quota )?metric/i],
    how: () => "the other side refuses requests above its limit",
    checks: ["Compare the request rate with the limit", "Add back-off and a queue", "Ask for a higher limit"],
    explains: ["error_rate", "latency"]
  },
  {
    id: "dependency_unavailable", category: "dependency_failure", general: true, name: "a service that others depend on does not answer",
    signs: [/(?:->|returned|status|answered|responded|received|got|HTTP(?:\/[\d.]+)?)\W{0,3}(?:with )?(?:status )?(?:code)?[:= ]{0,2}50[234]\b|\b50[234] (?:service unavailable|bad gateway|gateway time-?out)|no healthy upstream|no endpoints available|has no (?:active |ready )?endpoints|ECONNREFUSED|connection refused|upstream (?:connect error|timed out|prematurely closed|server)|\b50[234]\b.*(?:upstream|gateway|downstream)|(?:downstream|upstream|dependency|backend)\w*[ _-]?(?:is )?(?:unavailable|unreachable|down|failed|failing)|circuit (?:breaker )?(?:is )?open|Circuit ?Breaker[^\n]{0,60}\bis open\b|CallNotPermitted|short-circuited|Max retries exceeded with url|Communications link failure|no (?:servers|brokers|hosts|nodes|endpoints) (?:are )?available|retries (?:are |were )?exhausted|(?:retr(?:y|ies)|attempts?) (?:to|of) [^\n]{0,80}(?:failed|exhausted)|delivery to [^\n]{0,120}fail\w*|does(?: not|n't) (?:respond|answer)|not (?:responding|answering)|None of the configured nodes|NoNodeAvailable|hosts?(?:\(s\))? tried for query|has no primary|ResourceAccessException|hung up\b|service not available|major outage|(?:returned|answered(?: with)?|responded(?: with)?) (?:HTTP )?500\b|ETIMEDOUT|(?:read|connect(?:ion)?|request|socket) timed? ?out|deadline exceeded|broker (?:may )?not (?:be )?available|broker[^\n]{0,20} down|NoBrokersAvailable|not present in metadata after|could not be established|leader[_ ]not[_ ]available|bootstrap broker [^\n]{0,60}disconnected|broken pipe|\bdial \w+ [^\n]{0,80}i\/o timeout|connection (?:to [^\n]{0,60})?(?:was )?(?:reset|closed|lost|terminated)(?: by peer| unexpectedly)?|ECONNRESET|server selection timed? ?out|NoHostAvailable|Unavailable: |rpc error: code = Unavailable|\bMISCONF\b|LOADING Redis|target_down|is 0: the target does not answer/i],
    against: [/^[^\n]*\bprobe failed/i],
    how: (seen) => `calls to it${told(seen, /(?:https?:\/\/)([\w-]+(?:\.[\w-]+)+(?::\d+)?)/i, " (", ")")}${told(seen, /(?:dependency|upstream|backend|downstream|service) ((?!is\b|unavailable|failed|not\b|connect|timed|error|request)[a-z][\w.-]{2,80})/i, " (", ")")} are refused, answered with errors${told(seen, /\b(50[234])\b/i, " (", ")")} or time out, and the errors spread to its callers${seen.any(/circuit/i) ? " (their circuit breaker opened)" : ""}${seen.any(/readiness/i) ? "; readiness probes that ask for it fail with it" : ""}; the calling workload itself runs`,
    checks: ["Check the health and the last deployment of the dependency", "Look for the first caller that failed", "Check time-outs and retries of the callers"],
    explains: ["error_rate", "latency", "probe_failure", "slow_requests", "replicas_missing", "backlog", { id: "bad_data", when: answersNoJson }]
  },
  {
    id: "service_selects_nothing", category: "configuration_error", name: "a Service has no pods behind it",
    signs: [/(?:does not have any|has no)(?: active| ready)? endpoints?|no endpoints available for service/i, /\b(?:selector|targetPort)\b[^\n]{0,80}(?:chang|was|updat|mismatch|differ|does not match|not found)/i],
    needs: [/\bselector\b|targetPort|port name/i],
    how: (seen) => `the Service's selector or port does not fit its pods${told(seen, /(selector[^\n"]{3,100})/i, " (", ")")}, so it has no Endpoint although the pods are Ready, and what calls it is answered 503`,
    checks: ["Compare the Service's selector and ports with the pods' labels and ports", "Run kubectl get endpointslices for the Service", "Take the last change of the Service back"],
    explains: ["dependency_unavailable", "error_rate", "rate_limited"]
  },
  {
    id: "store_full", category: "resource_exhaustion", name: "a cache, queue or search store has reached its limit",
    signs: [/OOM command not allowed|used memory > .?maxmemory|SERVER_ERROR out of memory|circuit_breaking_exception|\[parent\] Data too large|flood[- ]stage (?:disk )?watermark|cluster_block_exception|(?:memory|disk) (?:resource )?(?:limit )?alarm (?:is )?set|high watermark (?:\w+ )?(?:exceeded|reached)|queue is full|rejected execution|EsRejectedExecutionException|quota[- ]?violation|max number of clients reached/i],
    how: (seen) => `it holds as much as it may${seen.any(/maxmemory/i) ? " (memory at maxmemory, and nothing may be evicted)" : seen.any(/watermark|disk/i) ? " (disk watermark)" : ""}, so it refuses to take more and its callers fail`,
    checks: ["Read its use against its limit", "Find what grew: keys without expiry, a queue nobody reads, an index", "Raise the limit or let it evict"],
    explains: ["dependency_unavailable", "error_rate", "latency", "probe_failure", "slow_requests", "backlog", "crash_loop", "network_policy"]
  },
  {
    id: "migration_failed", category: "code_defect", name: "a migration of the database schema fails",
    signs: [/migrat\w*\b[^\n]{0,120}\b(?:fail\w*|error|abort\w*|rolled back)\b|(?:fail\w*|error)\b[^\n]{0,60}\bmigrat|(?:column|relation|table|index|constraint) \\?"[^"\n]{1,80}\\?"(?: of relation \\?"[^"\n]{1,80}\\?")? (?:already exists|does not exist)/i],
    how: (seen) => `the migration${told(seen, /([\w.-]{3,80}\.(?:sql|py|rb|js|ts|xml))\b/i, " ")} does not fit the state of the database, so the new version does not start`,
    checks: ["Compare the database's schema with the migration's expectation", "Look for a migration applied by hand or twice", "Roll the release back"],
    explains: ["crash_loop", "replicas_missing", "rollout_stuck", "code_exception", "bad_data"]
  },
  {
    id: "port_in_use", category: "configuration_error", name: "the port is taken",
    signs: [/EADDRINUSE|address already in use/i],
    how: () => "another process or container of the pod listens on the same port",
    checks: ["Compare the ports of the pod's containers and of host network pods"],
    explains: ["crash_loop", "probe_failure"]
  },
  {
    id: "slow_requests", category: "resource_exhaustion", general: true, name: "requests are slow",
    signs: [/(?:took|slow|latency|duration)\b[^\n]{0,40}\b\d{4,}\s?ms|budget exceeded|slow (?:query|request)/i],
    how: () => "answers take longer than callers wait",
    checks: ["Follow one slow request through its traces"],
    explains: ["latency"]
  },
  {
    id: "code_exception", category: "code_defect", name: "the code fails on its own",
    signs: [/NullPointerException|TypeError|ReferenceError|AttributeError|IndexError|KeyError|IndexOutOfBounds|ClassCastException|panic:|nil pointer|segmentation fault|SIGSEGV|unhandled (?:exception|rejection)|assertion failed|StackOverflow|NotImplemented|undefined is not a function|Cannot read propert|RecursionError|ZeroDivisionError|divi(?:de|sion) by zero|IllegalStateException|ConcurrentModificationException|index out of (?:range|bounds)|core dumped|double free|UnboundLocalError|\bNameError\b|NoMethodError|NoSuchMethodError|ClassNotFoundException|Cannot find module|LinkageError|segmentation violation|terminate called after throwing|std::\w+_(?:error|of_range)|ModuleNotFoundError|ImportError|InvalidOperationException|NullReferenceException|ArgumentNullException|Uncaught \w*(?:Error|Exception)|\bnil map\b|concurrent map \w+|slice bounds out of range|undefined (?:local variable|method|array key|index|offset|property)|non-nullable field|\bbadmatch\b|goroutines are asleep|\bpanicked at\b|FunctionClauseError|UninitializedPropertyAccess|SyntaxError[^\n]{0,80}\.(?:js|mjs|cjs|ts|py|rb|php)\b|\bPHP Fatal error/i],
    hints: [/deploy|release|rollout|version|commit|image/i],
    how: (seen) => {
      const where = told(seen, /(\bat [\w.$<>]{3,80} ?\([^)\n]{3,120}\))/i, " (", ")") || told(seen, /((?:File \\?"|\bin )?[\w./-]{2,80}\.(?:py|js|ts|go|rb|java|kt|cs|rs|php)\\?"?(?::\d+|,? line \d+|\(\d+\)))/i, " (", ")")
      const version = told(seen, /(?:version|release|\bv)[ :=]?(\d+\.\d+[\w.-]*)|\b(?<!\.)\d+\.\d+\.\d+(?= (?:started|deployed|starting|released))/i, " ")
      return seen.any(/deployed|releas|rolled out|new version|Scaled up replica set/i) || version !== "" ? `an error in the code${where}, seen since a release${version} was rolled out; requests that reach it fail (500)` : `an error in the code that this input or state reaches${where}; requests that reach it fail`
    },
    checks: ["Read the top frames of the stack trace", "Compare with the last release", "Roll back if it began with a deployment"],
    explains: ["crash_loop", "error_rate", "dependency_unavailable", "probe_failure", "replicas_missing", "rollout_stuck", "slow_requests"]
  },
  {
    id: "memory_leak", category: "resource_exhaustion", name: "a process's memory grows without end",
    signs: [/OutOfMemoryError(?!: unable to create)|\bPause Full\b|JavaScript heap out of memory|MemoryError|could not allocate memory|not enough memory|\b(?:8\d|9\d|100)\s?% of (?:the )?time (?:is |was )?(?:spent )?in (?:garbage collection|GC)\b|\bGC\b[^\n]{0,80}\blong pause|GC overhead limit|heap\w*\b.*moves steadily|(?:rss|resident)\w*\b.*moves steadily/i],
    how: (seen) => `memory (the heap) is taken and never given back, until the process stands still in garbage collection or fails${told(seen, /(\d+[MG]->\d+[MG]\(\d+[MG]\))/, " (", ")")}${seen.any(/liveness/i) ? ", and its liveness probe is answered too late" : ""}`,
    checks: ["Take two heap snapshots and compare them", "Find the version since which it grows"],
    explains: ["crash_loop", "latency", "error_rate", "slow_requests", "probe_failure", "killed", "replicas_missing", "dependency_unavailable", "container_out_of_memory"]
  },
  {
    id: "bad_data", category: "data_quality", name: "data is not what the code expects",
    signs: [/schema (?:mismatch|validation failed)|schema registry[^\n]{0,60}(?:reject|incompatib|not compatible|fail|mismatch)|invalid input syntax|violates (?:not-null|check|unique|foreign key) constraint|duplicate key value|malformed (?:json|record|message|csv|row|line)|unexpected (?:column|field|token(?![^\n]{0,40}\.(?:js|mjs|cjs|ts|py|rb|php)\b))|JSONDecodeError|Json(?:Parse|Syntax|Mapping)Exception|ParserError|could not convert string|does not match format|invalid byte sequence|Expected \d+ (?:fields|columns)|not (?:well-formed|valid (?:JSON|XML|CSV|UTF-?8))|(?:rows|records|messages|files?)\b[^\n]{0,40}do(?:es)? not match|expect_\w+ failed|\d+ (?:of \d+ )?(?:rows|records|messages)\b[^\n]{0,80}(?:rejected|invalid|skipped|quarantined|dropped)|expected \w+Type\b|is not numeric|UnrecognizedPropertyException|value too long for type|out of range for type|parse (?:failed|error) for|\b(?:JSON|CSV|XML) pars(?:e|ing) error|can't decode|duplicate entry|schema violation|unexpected end of (?:JSON|XML|file)|conversion of [^\n]{1,60} failed|cannot cast|expected an? (?:integer|number|date|string|float|boolean|array|object)\b|ParseError|invalid token\b[^\n]{0,30}line \d|AnalysisException|NumberFormatException|DateTimeParseException|UnicodeDecodeError|incompatible schema|Unknown magic byte|does not match schema|AvroTypeException|AvroRuntimeException|MismatchedInputException|Invalid(?:Protocol|Data)\w*Exception|expecting (?:union|int|string|array)\b|cannot (?:be )?(?:parsed?|deserialized?|decoded?)|deserialization|poison (?:pill|message)|data (?:drift|corruption|inconsisten)|null value in column|stale data|missing partition|row count .*(?:drops|falls)/i],
    how: () => "records arrive that break the expected form, and what reads them fails or gives wrong results",
    checks: ["Look at the first offending record", "Find the producer that changed", "Set bad records aside and go on"],
    explains: ["error_rate", "crash_loop", "code_exception", "backlog", "replicas_missing"]
  },
  {
    id: "backlog", category: "resource_exhaustion", general: true, name: "a queue grows faster than it is worked off",
    signs: [/(?:consumer|queue|partition)[ _-]?lag\b.*(?:rises|moves|spikes|exceed)|(?:queue|backlog)\w*[ _]?(?:depth|length|size|messages)?\b.*(?:rises|moves steadily|spikes)|ApproximateNumberOfMessages\w*\b.*(?:rises|moves)/i],
    how: () => "more arrives than the consumers take away",
    checks: ["Compare arrival with completion rate", "Look for a slow or stuck consumer", "Add consumers if the work is sound"],
    explains: ["latency"]
  },
  {
    id: "file_descriptors", category: "resource_exhaustion", name: "file descriptors, threads or tracked connections are used up",
    signs: [/too many open files|cannot assign requested address|\bEADDRNOTAVAIL\b|no ephemeral ports|\bEMFILE\b|\bENFILE\b|unable to create (?:a )?(?:new )?native thread|pthread_create failed|Resource temporarily unavailable|fork: retry|pids? limit|failed to create (?:a )?(?:new )?(?:OS )?thread|conntrack: table full|conntrack[^\n]{0,40}(?:exhaust|full)/i],
    how: () => "the process or host has reached its limit of open files, sockets, threads or tracked connections (conntrack)",
    checks: ["Count open descriptors by kind", "Look for connections that are never closed", "Raise the limit"],
    explains: ["dependency_unavailable", "error_rate", "crash_loop", "network_blocked", "slow_requests", "probe_failure"]
  },
  {
    id: "workers_busy", category: "resource_exhaustion", name: "all workers of a server are busy",
    signs: [/\bmax_children\b|MaxRequestWorkers|\bMaxClients\b|worker_connections are not enough|no (?:free|idle|available) (?:workers?|threads?)\b|\ball (?:\d+ )?(?:\w+ )?(?:workers?|threads?|processes) (?:are )?(?:busy|in use|occupied)|\b(\d+) (?:of|out of|\/) \1 (?:\w+ )?(?:threads?|workers?|processes)\b|thread ?pool\b[^\n]{0,60}(?:starv|exhaust|\bfull\b|saturat)|RejectedExecutionException|TaskRejectedException|listen queue\b[^\n]{0,80}\bfull\b|(?:request|accept|work|worker) queue (?:is )?full|\bWORKER TIMEOUT\b|threads? all (?:busy|occupied)|maximum number of threads|low on threads|thread blocked for \d+|event[- ]loop (?:lag|delay|blocked)|pool \w+ seems busy|\bback-?pressure\b|shedding load|\bload shed/i],
    how: (seen) => `every worker (process or thread) of the server works on a request${told(seen, /\b((?:pm\.)?max_children setting \(\d+\)|MaxRequestWorkers|pool size = \d+|worker_connections)/i, " (", ")")}, so further ones wait in its queue until they are refused or time out`,
    checks: ["See what the workers wait for: slow calls behind them hold them longer", "Compare their number with the memory and CPU that are left", "Add workers or replicas, and limit the queue"],
    explains: ["dependency_unavailable", "error_rate", "latency", "slow_requests", "probe_failure", "backlog", "code_exception", "file_descriptors"]
  },
  {
    id: "traffic_spike", category: "resource_exhaustion", general: true, name: "more requests arrive than usual",
    signs: [/(?:requests?|rps|qps|traffic|hits|invocations)\w*\b.*(?:spikes|rises from)/i],
    how: () => "load rises above what the service was sized for",
    checks: ["Find where the requests come from", "Scale out or limit the rate"],
    explains: ["latency", "cpu_saturated", "error_rate"]
  }
]
