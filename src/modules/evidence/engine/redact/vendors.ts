/** Token shapes of vendors with small products, each from the vendor's documentation. `^` stands for a word boundary. */
import type { Kind } from "./kinds.js"
import { varied } from "./shapes.js"

export const MORE_SHAPES: ReadonlyArray<readonly [kind: Kind, literals: string, pattern: string, check?: (secret: string) => boolean]> = [
  ["SECRET_API_KEY", "dt0", "^dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}"],
  ["SECRET_API_KEY", "re_", "^re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,36}(?![\\w-])", varied],
  ["SECRET_API_KEY", "oy2", "^oy2[a-z0-9]{43}(?![A-Za-z0-9])", varied],
  ["SECRET_API_KEY", "clojars_ cio", "^(?:CLOJARS_[A-Za-z0-9]{60}|cio[A-Za-z0-9]{32}(?![A-Za-z0-9]))", varied],
  ["SECRET_VERCEL_TOKEN", "nfp_ nfc_ nfo_ nfb_ nfu_ vcp_ vci_ vca_ vcr_ vck_", "^(?:nf[pcobu]|vc[piark])_[A-Za-z0-9]{36,60}(?![A-Za-z0-9])", varied],
  ["SECRET_TOKEN", "tk-us- tk-eu-", "^tk-(?:us|eu)-[\\w-]{48}(?![\\w-])", varied],
  ["SECRET_API_KEY", "shippo_ live_ test_", "^(?:shippo_(?:live|test)_[a-f0-9]{40}|(?:live|test)_(?:pub_)?[a-f0-9]{35}(?![A-Za-z0-9])|(?:live|test)_[A-Za-z0-9]{40}(?![A-Za-z0-9]))", varied],
  ["SECRET_API_KEY", "pat-na pat-eu pat-ap", "^pat-(?:na|eu|ap)\\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"],
  ["SECRET_API_KEY", "access-production- access-sandbox- access-development- public-production-", "^(?:access|public)-(?:production|sandbox|development)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"],
  ["SECRET_API_KEY", "flwseck", "^FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,40}(?:-X)?(?![A-Za-z0-9])"],
  ["SECRET_API_KEY", "rzp_ pk_ sk_", "^(?:rzp_(?:live|test)_[A-Za-z0-9]{14,24}|pk_[a-f0-9]{34}|sk_[a-f0-9]{48})(?![A-Za-z0-9])", varied],
  ["SECRET_MODEL_KEY", "lsv2_ sk-lf- pk-lf- ls__", "^(?:lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}|[sp]k-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ls__[a-f0-9]{32})"],
  ["SECRET_MODEL_KEY", "apify_api_ pcsk_ sk_car_ fc- e2b_", "^(?:apify_api_[A-Za-z0-9]{36}|pcsk_[A-Za-z0-9_]{50,80}|sk_car_[A-Za-z0-9]{20,40}|fc-[a-f0-9]{32}|e2b_[a-f0-9]{40})(?![A-Za-z0-9])"],
  ["SECRET_TOKEN", "aaaaaaaaaaaaaaaaaaaaa", "^A{19,24}[A-Za-z0-9]{20,50}(?:%[0-9A-Fa-f]{2}[A-Za-z0-9]{1,60}){1,4}", varied],
  ["SECRET_TOKEN", "sk.ey", "^sk\\.eyJ[\\w-]{20,300}\\.[\\w-]{20,60}"],
  ["SECRET_GRAFANA_TOKEN", "eyjrijoi", "^eyJrIjoi[A-Za-z0-9+/]{50,400}={0,2}"],
  ["SECRET_ARTIFACTORY_TOKEN", "cmvmdgtu", "^cmVmdGtu[A-Za-z0-9+/]{40,100}={0,2}"],
  ["SECRET_DOCKER_AUTH", "eyjhdxrocyi6", "^eyJhdXRocyI6[A-Za-z0-9+/]{20,16000}={0,2}"],
  ["SECRET_TOKEN", "sha256~", "sha256~[\\w-]{43}(?![\\w-])"],
  ["SECRET_TOKEN", "aqvn t1.", "^(?:AQVN[\\w-]{35,38}|t1\\.[A-Z0-9a-z_-]{40,300}={0,2}\\.[A-Z0-9a-z_-]{86}={0,2})", varied],
  ["SECRET_API_KEY", "cfpat- tfp_ aio_ api- sdk- mob- dnkey- ico-", "^(?:CFPAT-[\\w-]{43}|tfp_[\\w.-]{59}|aio_[A-Za-z0-9]{28}(?![A-Za-z0-9])|API-[A-Z0-9]{26,32}(?![A-Za-z0-9])|(?:api|sdk|mob)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|dnkey-[a-z0-9=_-]{26}-[a-z0-9=_-]{52}|ico-[A-Za-z0-9]{32}(?![A-Za-z0-9]))", varied],
  ["SECRET_API_KEY", "sm_aat_ sm_pat_ sm_sat_ zpka_ waka_ s-s4t2 bbff- snyk_", "^(?:sm_[aps]at_[A-Za-z0-9]{16,40}|zpka_[A-Za-z0-9_]{30,80}|waka_[0-9a-f-]{36}|s-s4t2(?:ud|af)-[a-f0-9]{64}|BBFF-[A-Za-z0-9]{30}|snyk_[a-z]{2,5}_[\\w-]{20,80})"],
  ["SECRET_API_KEY", "pat. sat.", "^[ps]at\\.[\\w-]{22}\\.[a-f0-9]{24}\\.[A-Za-z0-9]{20}"],
  ["SECRET_PASSWORD", "swmtkn-", "^SWMTKN-1-[a-z0-9]{40,60}-[a-z0-9]{20,30}"],
  ["SECRET_TOKEN", "k10", "^K10[a-f0-9]{64}::[\\w.-]{1,40}:[\\w.]{16,80}"],
  ["SECRET_API_KEY", "phs_ tk_", "^(?:phs_[A-Za-z0-9]{40,60}|tk_[a-z0-9]{29})(?![A-Za-z0-9])", varied]
]
