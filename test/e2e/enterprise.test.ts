import { randomUUID } from "node:crypto"
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3"
import { Redis } from "ioredis"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { KEY, startEmbeddings } from "../servers/llm/embeddings.js"
import { AUDIENCE, type OidcServer, startOidc } from "../servers/oidc.js"
import { startPinecone } from "../servers/pinecone.js"
import { postgres, redis, s3 } from "../servers/servers.js"
import { client, fileForm, freePort, removeFolder, type RunningServer, startServer } from "../support/server.js"
import { mainJob } from "./mainJob.suite.js"

const DIMENSION = 64

const [database, cache, store] = [await postgres(), await redis(), await s3()]

const enter = (issuer: OidcServer, name: string, roles: ReadonlyArray<string>) => async (url: string) => {
  const token = await issuer.signIn({ subject: `auth0|${name}`, email: `${name}@corp.example`, name, roles })
  return { ...client(url, token), token }
}

if (database === null || cache === null || store === null) {
  describe.skip("the main job on the enterprise profile", () => it("needs PostgreSQL, Redis and an S3 server", () => {}))
} else {
  const issuer = await startOidc()
  const pinecone = await startPinecone(DIMENSION)
  const embeddings = await startEmbeddings(DIMENSION)
  const { accessKey = "", secretKey = "" } = store.details
  const bucket = `enterprise-${randomUUID()}`
  const raw = new S3Client({ endpoint: store.url, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } })
  await raw.send(new CreateBucketCommand({ Bucket: bucket }))
  const env = {
    PROFILE: "enterprise", DATABASE_URL: database.url, REDIS_URL: cache.url,
    S3_BUCKET_NAME: bucket, S3_ENDPOINT_URL: store.url, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey,
    PINECONE_API_KEY: pinecone.apiKey, PINECONE_INDEX_HOST: pinecone.url, OIDC_ISSUER_URL: issuer.issuer, AUTH0_AUDIENCE: AUDIENCE,
    EMBEDDING_PROVIDER: "cohere", COHERE_API_KEY: KEY, COHERE_BASE_URL: embeddings.url, EMBEDDING_DIMENSION: String(DIMENSION), EMBEDDING_MODEL: "test-model",
    // must change nothing
    AUTH_DEV_LOGIN: "true"
  }
  afterAll(async () => {
    await issuer.stop()
    await pinecone.stop()
    await embeddings.close()
  })

  mainJob("enterprise", "data=postgresql files=s3 vectors=pinecone identity=oidc .*cache=redis", env, {
    admin: enter(issuer, "ann", ["admin"]), stranger: enter(issuer, "mallory", [])
  })

  describe("the enterprise profile", () => {
    let server: RunningServer
    beforeAll(async () => {
      server = await startServer({ env })
    })
    afterAll(async () => {
      await server.stop()
      await removeFolder(server.dataFolder)
    })

    it("keeps each part where it belongs, and is ready", async () => {
      const me = await enter(issuer, "carol", [])(server.url)
      const content = "2026-01-01T00:00:00Z ERROR pool exhausted\n"
      const opened = await me.post("/api/v1/cases", { title: "S3" })
      const uploaded = await me.post("/api/v1/evidence", fileForm("a.log", content, { case_id: opened.body.case_id }))
      expect(uploaded.status).toBe(201)
      const kept = await raw.send(new ListObjectsV2Command({ Bucket: bucket }))
      expect((kept.Contents ?? []).some((object) => object.Size === content.length)).toBe(true)
      expect(pinecone.requests).toContain("/vectors/upsert")
      expect(pinecone.requests).toContain("/query")
      const counters = new Redis(cache.url)
      expect((await counters.keys("faultmaven:*")).length).toBeGreaterThan(0)
      counters.disconnect()
      const health = await client(server.url).get("/health/ready")
      expect([health.status, health.body.status]).toEqual([200, expect.stringMatching(/^(healthy|ready)/)])
    })

    it("signs nobody in without the issuer: no registration, no development sign-in, no forged token", async () => {
      const anyone = client(server.url)
      expect((await anyone.get("/api/v1/auth/config")).body).toMatchObject({ auth_mode: "oauth", supports_registration: false })
      expect((await anyone.post("/api/v1/auth/register", { username: "mallory", email: "m@example.org", password: "a long enough secret" })).status).toBe(403)
      expect((await anyone.post("/api/v1/auth/dev-login", { username: "admin" })).status).toBe(403)
      expect((await anyone.post("/api/v1/auth/dev-register", { username: "mallory" })).status).toBe(403)
      const at = Math.floor(Date.now() / 1000)
      for (const claims of [{ aud: "https://other.example/" }, { iss: "https://other.example/" }, { exp: at - 3_600 }, { at_hash: "an ID token" }]) {
        const token = await issuer.forge({ iss: issuer.issuer, aud: AUDIENCE, sub: "auth0|ann", iat: at - 7_200, exp: at + 600, ...claims })
        expect((await client(server.url, token).get("/api/v1/auth/me")).status).toBe(401)
      }
    })

    it("roles of the issuer open the administration, and close it", async () => {
      expect((await (await enter(issuer, "dora", ["Admin"])(server.url)).get("/api/v1/admin/users")).status).toBe(200)
      expect((await (await enter(issuer, "dora", ["viewer"])(server.url)).get("/api/v1/admin/users")).status).toBe(403)
    })
  })
}

describe("the enterprise profile without its parts", () => {
  it("does not start, and says in one message all that is missing", async () => {
    const failed = await startServer({ env: { PROFILE: "enterprise", PORT: String(await freePort()) } }).then(() => "", String)
    expect(failed).toContain("ended with 1")
    for (const name of ["DATABASE_URL", "S3_BUCKET_NAME", "PINECONE_API_KEY", "PINECONE_INDEX_NAME", "OIDC_ISSUER_URL", "OIDC_AUDIENCE"]) expect(failed).toContain(name)
  })
})
