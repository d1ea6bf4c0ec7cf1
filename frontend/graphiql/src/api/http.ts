import { at, listAt, textAt } from './read'

export const ENDPOINT = '/graphql'

export interface Operation {
  query: string
  operationName?: string | null | undefined
  variables?: unknown
}

/** A sentence for the reader. It has no stack: the response pane would print that too. */
export class Told extends Error {
  constructor(sentence: string) {
    super(sentence)
    delete this.stack
  }
}

/** A GraphQL answer, or what to tell the reader when there was none. */
export async function post(body: string | FormData, token: string | null): Promise<unknown> {
  const headers: Record<string, string> = {
    Accept: 'application/graphql-response+json, application/json;q=0.9',
    // A page of another origin can't send this header without asking first, so uploads can't be forged.
    'apollo-require-preflight': '1',
  }
  if (typeof body === 'string') headers['Content-Type'] = 'application/json'
  if (token !== null) headers.Authorization = `Bearer ${token}`

  let response: Response
  try {
    response = await fetch(ENDPOINT, { method: 'POST', body, headers, credentials: 'omit' })
  } catch {
    throw new Told('The server cannot be reached. Is it still running?')
  }
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new Told(`The server answered with status ${String(response.status)} and no JSON.`)
  }
}

export function send(operation: Operation, token: string | null): Promise<unknown> {
  return post(JSON.stringify(operation), token)
}

/** Whether the answer says that the token is missing, expired or revoked. */
export function isUnauthenticated(answer: unknown): boolean {
  return listAt(answer, 'errors').some((error) => at(error, 'extensions', 'code') === 'UNAUTHENTICATED')
}

/** The sentences of `errors[]`, or of a payload's `userErrors`. */
export function messages(errors: unknown[]): string[] {
  return errors.flatMap((error) => textAt(error, 'message') ?? [])
}
