import { HttpApiBuilder } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { Layer } from "effect"
import { Api } from "./api.js"
import { docs } from "./docs.js"
import { adminHandlers, openApiAdminHandlers, usageHandlers } from "./handlers/admin.js"
import { agentHandlers } from "./handlers/agent.js"
import { accountHandlers, authHandlers, wellKnownHandlers } from "./handlers/auth.js"
import { caseDataHandlers } from "./handlers/caseData.js"
import { caseUiHandlers } from "./handlers/caseUi.js"
import { casesHandlers } from "./handlers/cases.js"
import { dialogueHandlers } from "./handlers/dialogue.js"
import { evidenceHandlers } from "./handlers/evidence.js"
import { investigationHandlers } from "./handlers/investigation.js"
import { jobsHandlers } from "./handlers/jobs.js"
import { knowledgeHandlers } from "./handlers/knowledge.js"
import { adminLibraryHandlers, libraryHandlers } from "./handlers/library.js"
import { oauthConsentHandlers, oauthTokenHandlers } from "./handlers/oauth.js"
import { reportsHandlers } from "./handlers/reports.js"
import { sessionOpenHandlers, sessionsHandlers } from "./handlers/sessions.js"
import { signOnHandlers } from "./handlers/signOn.js"
import { systemHandlers } from "./handlers/system.js"
import { turnsHandlers } from "./handlers/turns.js"
import { adminOnlyLayer, authenticationLayer } from "./middleware/authentication.js"
import { problems } from "./middleware/problems.js"
import { serverLayer, stoppingLayer } from "./server.js"

const handlers = Layer.mergeAll(
  systemHandlers, authHandlers, accountHandlers, oauthTokenHandlers, oauthConsentHandlers, signOnHandlers, wellKnownHandlers, sessionOpenHandlers, sessionsHandlers, casesHandlers, dialogueHandlers, turnsHandlers, investigationHandlers, caseDataHandlers, caseUiHandlers, reportsHandlers,
  evidenceHandlers, knowledgeHandlers, libraryHandlers, adminLibraryHandlers, jobsHandlers, agentHandlers, usageHandlers, adminHandlers, openApiAdminHandlers
)

/** Needs all modules; listens. */
export const httpLayer = (options: Parameters<typeof serverLayer>[0]) =>
  serverLayer(options).pipe(
    Layer.provide(docs),
    Layer.provide(problems),
    Layer.provide(HttpApiBuilder.api(Api)),
    Layer.provide(handlers),
    Layer.provide([authenticationLayer, adminOnlyLayer]),
    Layer.provide([HttpApiBuilder.Router.Live, HttpApiBuilder.Middleware.layer]),
    Layer.provide(NodeHttpServer.layerContext),
    Layer.provideMerge(stoppingLayer)
  )
