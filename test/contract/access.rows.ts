/**
 * Who may do what, one row per route; a route without a row fails the build.
 * - `public`: without credentials
 * - `self`: acts on whatever the caller owns
 * - `owner`: names a thing; for everybody but its owner it does not exist
 * - `job`: like `owner`, and administrators look after all jobs
 * - `admin`: administrators only
 */
export type Access = "public" | "self" | "owner" | "job" | "admin"

const rows = (access: Access, names: string): ReadonlyArray<readonly [string, Access]> => names.trim().split(/\s+/).map((name) => [name, access] as const)

export const access: ReadonlyMap<string, Access> = new Map([
  ...rows("public", `system.root system.health system.live system.ready system.readiness system.capabilities auth.login auth.register auth.refresh auth.devLogin auth.devRegister
    auth.config auth.health signOn.begin signOn.callback oauthToken.token oauthToken.revoke wellKnown.jwks wellKnown.openid sessionOpen.create`),
  ...rows("self", `account.me account.profile account.logout account.revokeAll account.password account.createToken account.logins oauthConsent.consent oauthConsent.decide oauthConsent.apps sessions.list sessions.search
    sessions.cleanupAll cases.health cases.create cases.list cases.search cases.analyticsSummary cases.analyticsTrends cases.bySession investigation.hypotheses investigation.solutions
    reports.all evidence.health knowledge.create knowledge.list knowledge.stats knowledge.collections knowledge.createCollection knowledge.bulkDelete knowledge.bulkUpdate
    knowledge.documentsSearch knowledge.batchDelete knowledge.search knowledge.knowledgeStats knowledge.searchAnalytics knowledge.plainSearch library.list library.upload library.import library.facets
    jobs.list jobs.events agent.health usage.own openApiAdmin.refresh openApiAdmin.health`),
  ...rows("owner", `account.endLogin oauthConsent.disconnect sessions.get sessions.update sessions.remove sessions.heartbeat sessions.cases sessions.stats sessions.addMessage sessions.messages sessions.archive
    sessions.restore sessions.cleanup sessions.recovery cases.get cases.update cases.remove cases.status cases.close cases.archive cases.unarchive dialogue.messages dialogue.query
    dialogue.queries dialogue.title turns.turn turns.turnState investigation.caseHypotheses investigation.addHypothesis investigation.changeHypothesis investigation.caseSolutions
    investigation.addSolution investigation.changeSolution investigation.caseAnalytics investigation.createHypothesis investigation.hypothesis investigation.updateHypothesis
    investigation.removeHypothesis investigation.createSolution investigation.solution investigation.updateSolution investigation.removeSolution caseData.listData caseData.addData
    caseData.getData caseData.removeData caseData.uploadedFiles caseData.uploadedFile caseData.caseEvidence caseUi.ui reports.recommend reports.draftRunbook reports.similar reports.timeline reports.revise reports.generate reports.ofCase reports.download
    reports.removeOfCase reports.saveAsRunbook reports.byId evidence.upload evidence.fromUrl evidence.list evidence.byCase evidence.get evidence.remove evidence.download evidence.link
    evidence.declareType evidence.lines evidence.text evidence.search evidence.templates knowledge.changeCollection knowledge.removeCollection knowledge.get knowledge.update knowledge.remove
    knowledge.chunk knowledge.similar library.get library.update library.remove library.publish library.reject agent.ask agent.chat agent.job agent.cancel agent.events`),
  ...rows("job", "jobs.knowledgeJob jobs.get jobs.cancel jobs.retry"),
  ...rows("admin", `adminLibrary.list adminLibrary.upload adminLibrary.get adminLibrary.remove adminLibrary.reconcile admin.users admin.createUser admin.changeUser admin.resetPassword admin.endSessions admin.audit
    admin.providers admin.testProvider admin.system admin.backup admin.usage`)
])
