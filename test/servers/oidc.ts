import { createHash, randomBytes } from "node:crypto"
import { createServer, type Server } from "node:http"
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose"
import Provider, { type ClientMetadata } from "oidc-provider"
import { freePort } from "./process.js"

/** Somebody who can sign in there; the claims go into the access token, as the tenant's rules would put them. */
export interface Person {
  readonly subject: string
  readonly email: string
  readonly name: string
  /** left out of the token where absent */
  readonly roles?: ReadonlyArray<string>
}

export const AUDIENCE = "https://api.faultmaven.example/"
/** issuers allow custom claims only under an address of the customer's */
export const NAMESPACE = "https://faultmaven.example"

interface SigningKey { readonly jwk: JWK; readonly kid: string; readonly private: Awaited<ReturnType<typeof generateKeyPair>>["privateKey"] }

const newKey = async (): Promise<SigningKey> => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true })
  const kid = randomBytes(8).toString("hex")
  return { kid, private: privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" } }
}

export interface OidcServer {
  /** with the last slash, as a tenant writes it */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Takes another address for people who signed in. */
  readonly allow: (redirectUri: string) => void
  /** Goes to a page of the issuer as somebody who signs in there; the client's own address that it leads to. */
  readonly visit: (person: Person, page: string) => Promise<URL>
  /** An access token through the real flow: authorization code with PKCE, for the API's audience. */
  readonly signIn: (person: Person) => Promise<string>
  /** Any claims under the present key: what the server itself would never issue. */
  readonly forge: (claims: JWTPayload, header?: { readonly typ?: string; readonly kid?: string; readonly key?: SigningKey["private"] }) => Promise<string>
  /** A new key signs; the old ones are published unless they are dropped. */
  readonly rotate: (options: { readonly drop: boolean }) => Promise<void>
  /** how often its keys were asked for */
  readonly keyRequests: () => number
  /** Every answer from now on has this status and no sense; null ends it. */
  readonly failWith: (status: number | null) => void
  readonly stop: () => Promise<void>
}

/**
 * `oidc-provider` shaped like an Auth0 tenant: its paths, the issuer with a
 * slash at the end, JWT access tokens for the audience of an API, custom
 * claims under a namespace. Whoever the next sign-in is for is signed in
 * without being asked.
 */
export const startOidc = async (redirectUris: ReadonlyArray<string> = ["http://127.0.0.1/callback"]): Promise<OidcServer> => {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}/`
  const clientSecret = randomBytes(24).toString("base64url")
  const allowed = [...redirectUris]
  const client: ClientMetadata = { client_id: "faultmaven-dashboard", client_secret: clientSecret, redirect_uris: allowed, grant_types: ["authorization_code", "refresh_token"], response_types: ["code"] }
  const people = new Map<string, Person>()
  let next: Person | null = null
  let keys = [await newKey()]
  let asked = 0
  let failure: number | null = null

  const claimsOf = (person: Person) => ({
    [`${NAMESPACE}/email`]: person.email, [`${NAMESPACE}/name`]: person.name, ...(person.roles === undefined ? {} : { [`${NAMESPACE}/roles`]: person.roles })
  })

  const made = () => {
    const provider: Provider = new Provider(issuer, {
      clients: [{ ...client, redirect_uris: [...allowed] }],
      jwks: { keys: keys.map(({ jwk }) => jwk) },
      cookies: { keys: [randomBytes(16).toString("hex")] },
      routes: { authorization: "/authorize", token: "/oauth/token", jwks: "/.well-known/jwks.json", userinfo: "/userinfo", end_session: "/v2/logout" },
      claims: { openid: ["sub", `${NAMESPACE}/roles`], email: ["email", "email_verified"], profile: ["name"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: people.get(id)?.email, email_verified: true, name: people.get(id)?.name, ...(people.has(id) ? claimsOf(people.get(id)!) : {}) }) }),
      extraTokenClaims: (_, token) => {
        const person = "accountId" in token ? people.get(token.accountId!) : undefined
        return person === undefined ? {} : claimsOf(person)
      },
      loadExistingGrant: async (ctx) => {
        const grant = new provider.Grant({ clientId: ctx.oidc.client!.clientId, accountId: ctx.oidc.session!.accountId! })
        grant.addOIDCScope("openid profile email")
        grant.addResourceScope(AUDIENCE, "openid profile email")
        await grant.save()
        return grant
      },
      features: {
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true, defaultResource: () => AUDIENCE, useGrantedResource: () => true,
          getResourceServerInfo: () => ({ scope: "openid profile email", audience: AUDIENCE, accessTokenFormat: "jwt", accessTokenTTL: 3600, jwt: { sign: { alg: "RS256" } } })
        }
      },
      interactions: { url: (_, interaction) => `/login/${interaction.uid}` }
    })
    return provider
  }
  let provider = made()
  let handle = provider.callback()

  const server: Server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0]!
    if (path === "/.well-known/jwks.json") asked++
    if (failure !== null) {
      response.writeHead(failure).end("out of order")
      return
    }
    if (path.startsWith("/login/") && next !== null) {
      people.set(next.subject, next)
      provider.interactionFinished(request, response, { login: { accountId: next.subject } }, { mergeWithLastSubmission: false }).catch((error: unknown) => response.writeHead(500).end(String(error)))
      return
    }
    void handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))

  /** Follows a sign-in from page to page with the server's cookies, as a browser does, up to the client's own address. */
  const follow = async (start: string): Promise<URL> => {
    const cookies = new Map<string, string>()
    let url = start
    for (let step = 0; step < 10; step++) {
      const answer = await fetch(url, { redirect: "manual", headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") } })
      for (const cookie of answer.headers.getSetCookie()) {
        const [name, value] = cookie.split(";")[0]!.split("=") as [string, string]
        cookies.set(name, value)
      }
      const location = answer.headers.get("location")
      if (location === null) throw new Error(`the issuer answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
      url = new URL(location, url).href
      if (!url.startsWith(issuer)) return new URL(url)
    }
    throw new Error("the sign-in leads nowhere")
  }

  return {
    issuer, clientId: client.client_id, clientSecret,
    allow: (redirectUri) => {
      allowed.push(redirectUri)
      provider = made()
      handle = provider.callback()
    },
    visit: (person, page) => {
      next = person
      return follow(page)
    },
    signIn: async (person) => {
      next = person
      const verifier = randomBytes(40).toString("base64url")
      const redirect = redirectUris[0]!
      const back = await follow(`${issuer}authorize?${new URLSearchParams({
        response_type: "code", client_id: client.client_id, redirect_uri: redirect, scope: "openid profile email", state: "s", resource: AUDIENCE,
        code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256"
      })}`)
      const answer = await fetch(`${issuer}oauth/token`, {
        method: "POST", headers: { authorization: `Basic ${Buffer.from(`${client.client_id}:${encodeURIComponent(clientSecret)}`).toString("base64")}` },
        body: new URLSearchParams({ grant_type: "authorization_code", code: back.searchParams.get("code") ?? "", redirect_uri: redirect, code_verifier: verifier, resource: AUDIENCE })
      })
      const body = await answer.json() as { readonly access_token?: string }
      if (body.access_token === undefined) throw new Error(`no token: ${back.href} ${JSON.stringify(body)}`)
      return body.access_token
    },
    forge: (claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: header.kid ?? keys[0]!.kid, typ: header.typ ?? "at+jwt" }).sign(header.key ?? keys[0]!.private),
    rotate: async ({ drop }) => {
      keys = [await newKey(), ...(drop ? [] : keys)]
      provider = made()
      handle = provider.callback()
    },
    keyRequests: () => asked,
    failWith: (status) => void (failure = status),
    stop: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  }
}
