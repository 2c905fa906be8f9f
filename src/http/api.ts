import { HttpApi, OpenApi } from "@effect/platform"
import { problemAt } from "./errors.js"
import { AdminGroup, OpenApiAdminGroup, UsageGroup } from "./groups/admin.js"
import { AgentGroup } from "./groups/agent.js"
import { AccountGroup, AuthGroup, WellKnownGroup } from "./groups/auth.js"
import { CaseDataGroup } from "./groups/caseData.js"
import { CasesGroup } from "./groups/cases.js"
import { CaseUiGroup } from "./groups/caseUi.js"
import { DialogueGroup } from "./groups/dialogue.js"
import { EvidenceGroup } from "./groups/evidence.js"
import { InvestigationGroup } from "./groups/investigation.js"
import { JobsGroup } from "./groups/jobs.js"
import { KnowledgeGroup } from "./groups/knowledge.js"
import { AdminLibraryGroup, LibraryGroup } from "./groups/library.js"
import { OAuthConsentGroup, OAuthTokenGroup } from "./groups/oauth.js"
import { SignOnGroup } from "./groups/signOn.js"
import { ReportsGroup } from "./groups/reports.js"
import { SessionOpenGroup, SessionsGroup } from "./groups/sessions.js"
import { SystemGroup } from "./groups/system.js"
import { TurnsGroup } from "./groups/turns.js"

/** The sum of all groups; requests are decoded and `/openapi.json` is made from the same schemas. */
export class Api extends HttpApi.make("faultmaven")
  .add(SystemGroup)
  .add(AuthGroup)
  .add(AccountGroup)
  .add(OAuthTokenGroup)
  .add(OAuthConsentGroup)
  .add(SignOnGroup)
  .add(WellKnownGroup)
  .add(SessionOpenGroup)
  .add(SessionsGroup)
  .add(CasesGroup)
  .add(DialogueGroup)
  .add(TurnsGroup)
  .add(InvestigationGroup)
  .add(CaseDataGroup)
  .add(CaseUiGroup)
  .add(ReportsGroup)
  .add(EvidenceGroup)
  .add(KnowledgeGroup)
  .add(LibraryGroup)
  .add(AdminLibraryGroup)
  .add(JobsGroup)
  .add(AgentGroup)
  .add(UsageGroup)
  .add(AdminGroup)
  .add(OpenApiAdminGroup)
  .addError(problemAt(400, "the request makes no sense"))
  .addError(problemAt(409, "the present state does not allow it, or the Idempotency-Key was used for another request"))
  .addError(problemAt(413, "the body is too large"))
  .addError(problemAt(422, "the request is not valid; see `errors`"))
  .addError(problemAt(429, "too many requests; see Retry-After"))
  .addError(problemAt(500, "an unexpected error; it has been logged with the request id"))
  .addError(problemAt(502, "an outside service refused"))
  .addError(problemAt(503, "a part is temporarily unavailable; see Retry-After"))
  .addError(problemAt(504, "a part did not answer in time"))
  .annotateContext(OpenApi.annotations({
    title: "FaultMaven",
    version: "2.0.0",
    description: "Cases, evidence, knowledge and an agent that cites bytes that exist. Every path also answers under /v1. Errors are one RFC 9457 object."
  }))
{}
