import { createClient, type Client } from 'graphql-ws'
import { ENDPOINT, messages } from './http'

/** Close codes with which the server refuses the token: unauthorised and forbidden. */
const REFUSED = new Set([4401, 4403])

export function socketUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${ENDPOINT}`
}

export function createSocket(token: string): Client {
  return createClient({
    url: socketUrl(window.location),
    connectionParams: { Authorization: `Bearer ${token}` },
    // A silent retry would start the subscription from the beginning and show every event twice.
    retryAttempts: 0,
  })
}

export function isRefusal(error: unknown): boolean {
  if (Array.isArray(error)) {
    return error.some((one: { extensions?: { code?: unknown } }) => one.extensions?.code === 'UNAUTHENTICATED')
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'number' && REFUSED.has(code)
}

/** Why a subscription ended, in words: GraphQL errors, a close event, or a fault of the connection. */
export function socketProblem(error: unknown): string {
  if (Array.isArray(error)) return messages(error).join(' ')
  if (typeof error === 'object' && error !== null && 'code' in error) {
    const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : ''
    return `The connection closed (${[error.code, reason].filter(Boolean).join(': ')}). Run the subscription again.`
  }
  return error instanceof Error && error.message ? error.message : 'The connection broke. Run the subscription again.'
}
