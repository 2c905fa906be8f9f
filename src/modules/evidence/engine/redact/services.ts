/** Keys of services told by the service's name beside the word for a key, and secrets in the addresses and commands of services. */
import { codeAt, isAlnum } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { ahead } from "./phrases.js"
import { isHex, isPlaceholder, isUuid, looksRandom } from "./shapes.js"

/** Services whose documentation writes "<service> API key". */
const SERVICES = (
  "datadog,newrelic,new relic,grafana,sentry,pagerduty,opsgenie,splunk,loggly,logdna,mezmo,logz.io,logzio,papertrail,sumologic,sumo logic,coralogix,honeycomb,lightstep,dynatrace,appdynamics,elastic,rollbar,bugsnag,raygun,airbrake,honeybadger,statuspage,pingdom,uptimerobot,better uptime,betterstack,instana," +
  "twilio,sendgrid,mailgun,mailchimp,mandrill,postmark,sparkpost,mailjet,brevo,sendinblue,vonage,nexmo,messagebird,plivo,telnyx,courier,customer.io,klaviyo,intercom,zendesk,freshdesk,hubspot,salesforce,pipedrive,segment,mixpanel,amplitude,heap,posthog,launchdarkly,split.io,optimizely,algolia,meilisearch,typesense," +
  "stripe,paypal,braintree,square,squareup,adyen,razorpay,paystack,flutterwave,mollie,gocardless,plaid,coinbase,binance,kraken,bitfinex,alchemy,infura,etherscan,shopify,squarespace,bigcommerce,contentful,sanity,webflow,cloudinary,imgix,mapbox,here maps,tomtom,openweather,openweathermap," +
  "cloudflare,fastly,akamai,bunny,digitalocean,linode,vultr,hetzner,hcloud,scaleway,ovh,upcloud,heroku,netlify,vercel,render,railway,fly.io,ngrok,tailscale,zerotier,doppler,infisical,akeyless,1password,lastpass,bitwarden,okta,auth0,onelogin,jumpcloud,duo,firebase,supabase,planetscale,neon,mongodb,atlas,redis cloud,upstash,confluent,aiven,snowflake,databricks,fivetran,airbyte,dbt cloud," +
  "openai,anthropic,claude,hugging face,huggingface,replicate,cohere,mistral,pinecone,weaviate,qdrant,wandb,weights & biases,langsmith,groq,together,fireworks,perplexity,deepgram,assemblyai,elevenlabs,stability,gemini,deepseek,voyage," +
  "github,gitlab,bitbucket,azure devops,devops,jira,confluence,atlassian,trello,asana,clickup,monday,linear,notion,airtable,figma,slack,discord,telegram,zoom,webex,circleci,travis,buildkite,jenkins,drone,codecov,sonarqube,sonar,snyk,npm,pypi,nuget,rubygems,docker hub,dockerhub,artifactory,jfrog,nexus,quay,terraform,pulumi,spacelift,consul,nomad,vault,shodan,virustotal,censys,abuseipdb,ipinfo,maxmind,twitch,spotify,youtube,twitter,facebook,linkedin,dropbox,box,zapier,ifttt,typeform,calendly,docusign,easypost,shippo,duffel"
).split(",")

const WORD = "(?:api|app|application|access|admin|auth|account|client|bot|bearer|write|read|search|ingest|ingestion|integration|license|licence|master|personal access|private|public|secret|server|service|shipping|signing|project|project id|hec|rest|sdk|user|agent|deploy|webhook|oauth|service role|subscription|environment)"
const KEY_OF = new RegExp(`(?:'s)?(?:[ _-]${WORD}){0,3}[ _-](?:api)?(?:key|token|secret|pat|credential)["'\`]?(?:[ \\t]{0,2}(?:[:=]|is|was|=>)[ \\t]{0,2}|[ \\t]{1,2})["'\`]?([\\w.+/~=-]{16,200})(?![\\w@])`, "iy")
/** What no sentence goes on with. */
const issued = (value: string): boolean => !isPlaceholder(value) && (isUuid(value) || (isHex(value) && value.length >= 24 && /\d/.test(value)) || looksRandom(value.replace(/[.=]{1,3}$/, ""), 20))

const owned: Rule = {
  literals: SERVICES,
  gate: (text, start, end) => {
    const behind = codeAt(text, end)
    return (behind === 32 || behind === 95 || behind === 45 || behind === 39) && !isAlnum(codeAt(text, start - 1))
  },
  cost: 300,
  match: (text, start, end, claim) => {
    KEY_OF.lastIndex = end
    const found = KEY_OF.exec(text)
    const value = found?.[1] ?? ""
    if (found === null || !issued(value)) return 0
    const to = end + found[0].length
    claim(to - value.length, to, "SECRET_API_KEY", RANK.structure)
    return to
  }
}

const key = (value: string): boolean => !isPlaceholder(value) && value.length >= 8 && /\d/.test(value)
const hooked = (value: string): boolean => isUuid(value) || looksRandom(value, 16) || (isHex(value) && value.length >= 24) || /^(?=.*\d)[a-z0-9]{24,40}$/.test(value)

export const serviceRules: ReadonlyArray<Rule> = [
  owned,
  // addresses that let whoever knows them post
  { ...ahead(["/hooks/", "/hook/", "/webhook/", "/webhooks/", "/incoming/", "/integration/", "/incomingwebhook/"], /\/(?:hooks?|webhooks?|incoming(?:webhook)?|integration)\/(?:[\w.-]{1,30}\/){0,3}([\w-]{16,120})(?=[/?\s"'<>)\]},;]|$)/iy, hooked, "SECRET_WEBHOOK"), cost: 2_500 },
  ahead(["hook/send?", "hook?", "robot/send?"], /(?:hook|robot)(?:\/send)?\?(?:key|access_token|token)=([\w-]{16,120})/iy, hooked, "SECRET_WEBHOOK"),
  // what a command line tool is logged in with
  ahead(["wandb login", "snyk auth", "ngrok authtoken", "config add-authtoken", "hub login", "sentry-cli login", "set token", "operator unseal", "vault login", "comet login", "buildkite-agent start"],
    /(?:wandb login|snyk auth|ngrok authtoken|config add-authtoken|hub login|sentry-cli login|set token|operator unseal|vault login|comet login|buildkite-agent start)(?:[ \t]{1,3}(?:--?[\w-]{1,24}=?(?:[ \t]?token)?|token))*[ =\t]{1,3}["']?([\w+/=.-]{16,200})/iy, issued, "SECRET_TOKEN"),
  ahead(["x-honeycomb-team"], /x-honeycomb-team["']?[ \t]{0,2}[:=][ \t]{0,2}["']?([\w+/=.-]{12,200})/iy, key, "SECRET_API_KEY"),
  ahead(["geniekey", "genie key"], /genie ?key["']?[ \t:=]{1,3}["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/iy, key, "SECRET_PAGERDUTY_KEY"),
  ahead(["nmcli"], /nmcli\b[^|;\n]{0,200}? (?:password|wifi-sec\.psk|802-11-wireless-security\.psk)[ \t]{1,4}["']?([^\s"']{4,128})/iy)
]
