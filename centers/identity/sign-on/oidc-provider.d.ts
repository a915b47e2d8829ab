// The part of oidc-provider that we use; the package brings no types.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface AdapterPayload {
    jti?: string
    uid?: string
    userCode?: string
    grantId?: string
    accountId?: string
    consumed?: number
    [name: string]: unknown
  }
  export interface InteractionDetails {
    uid: string
    iat: number
    prompt: { name: string; reasons: string[]; details: { missingOIDCScope?: string[] } }
    params: Record<string, string | undefined>
    session?: { accountId?: string }
    grantId?: string
  }
  export interface Grant {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }
  export interface Client {
    clientId: string
    clientName?: string
    backchannelLogoutUri?: string
    redirectUris?: string[]
    backchannelLogout(sub: string, sid: string): Promise<void>
    [name: string]: unknown
  }
  export interface Session {
    uid: string
    accountId?: string
    authorizations?: Record<string, { grantId?: string; sid?: string }>
    sidFor(client_id: string): string
    destroy(): Promise<void>
  }
  export interface OidcContext {
    body: unknown
    type: string
    host: string
    ip: string
    cookies: { get(name: string, options: { signed: boolean }): string | undefined }
    oidc: {
      client?: Client
      session?: Session
      params?: Record<string, string | undefined>
      result?: { consent?: { grantId?: string } }
      requestParamOIDCScopes: Set<string>
    }
  }
  export default class Provider {
    constructor(issuer: string, configuration: object)
    proxy: boolean
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<string>
    on(event: string, listen: (...given: never[]) => void): this
    Grant: { new (given: { accountId: string; clientId: string }): Grant; find(id: string): Promise<Grant | undefined> }
    Session: { find(id: string): Promise<Session | undefined>; findByUid(uid: string): Promise<Session | undefined> }
    Client: { find(id: string): Promise<Client | undefined> }
    AccessToken: { find(token: string): Promise<{ sessionUid?: string; accountId?: string } | undefined> }
  }
  export const errors: { InvalidGrant: new (detail: string) => Error; SessionNotFound: new (detail: string) => Error }
}
