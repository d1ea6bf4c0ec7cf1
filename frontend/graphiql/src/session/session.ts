import { at, listAt, textAt } from '../api/read'
import { messages, type Operation } from '../api/http'
import signInDocument from './sign-in.graphql?raw'
import signOutDocument from './sign-out.graphql?raw'

// The token is kept in sessionStorage: it survives a reload, ends with the browser tab, and unlike a cookie is never
// sent by the browser by itself, so another site can't use it. Only scripts of this origin can read it, and the page's
// content security policy lets no other script run.
const KEY = 'shortlist:session'
const OWNER_KEY = 'shortlist:owner'
/** GraphiQL's own prefix: its tabs, history and settings. */
const PLAYGROUND_PREFIX = 'graphiql:'

export interface Session {
  token: string
  actorId: string
  name: string
  roles: string[]
}

export type SignInResult = { session: Session } | { problems: string[] }

export function signInOperation(email: string, password: string): Operation {
  return { query: signInDocument, operationName: 'SignIn', variables: { input: { email, password } } }
}

export function signOutOperation(): Operation {
  return { query: signOutDocument, operationName: 'SignOut' }
}

/** Reads the answer to `signInOperation`: somebody who is signed in, or what to tell them. */
export function readSignIn(answer: unknown): SignInResult {
  const payload = at(answer, 'data', 'signIn')
  const token = textAt(payload, 'token')
  const actor = at(payload, 'viewer', 'actor')
  if (token !== undefined) {
    const roles = listAt(payload, 'viewer', 'roles').filter((role) => typeof role === 'string')
    return { session: { token, actorId: textAt(actor, 'id') ?? '', name: textAt(actor, 'name') ?? 'Signed in', roles } }
  }
  const problems = [...messages(listAt(payload, 'userErrors')), ...messages(listAt(answer, 'errors'))]
  return { problems: problems.length > 0 ? problems : ['The server did not say why this failed. Try again.'] }
}

export function loadSession(storage: Storage): Session | null {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? 'null')
    const token = textAt(stored, 'token')
    if (token === undefined) return null
    const roles = listAt(stored, 'roles').filter((role) => typeof role === 'string')
    return { token, actorId: textAt(stored, 'actorId') ?? '', name: textAt(stored, 'name') ?? '', roles }
  } catch {
    return null
  }
}

/** Keeps the session; the tabs of somebody else who used this browser tab before are dropped. */
export function keepSession(storage: Storage, session: Session): void {
  if (storage.getItem(OWNER_KEY) !== session.actorId) forgetTabs(storage)
  storage.setItem(OWNER_KEY, session.actorId)
  storage.setItem(KEY, JSON.stringify(session))
}

/** A session that ended by itself: the tabs stay for whoever signs in again. */
export function endSession(storage: Storage): void {
  storage.removeItem(KEY)
}

/** Signing out leaves nothing behind. */
export function forgetSession(storage: Storage): void {
  storage.removeItem(KEY)
  storage.removeItem(OWNER_KEY)
  forgetTabs(storage)
}

function playgroundKeys(storage: Storage): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
  return keys.filter((key) => key?.startsWith(PLAYGROUND_PREFIX) === true) as string[]
}

function forgetTabs(storage: Storage): void {
  for (const key of playgroundKeys(storage)) storage.removeItem(key)
}

/** Where GraphiQL keeps its tabs. It writes them half a second late: what comes after signing out is dropped. */
export function tabStorage(storage: Storage, actorId: string) {
  return {
    getItem: (key: string) => storage.getItem(key),
    setItem: (key: string, value: string) => {
      if (storage.getItem(OWNER_KEY) === actorId) storage.setItem(key, value)
    },
    removeItem: (key: string) => {
      storage.removeItem(key)
    },
    clear: () => {
      forgetTabs(storage)
    },
    get length() {
      return playgroundKeys(storage).length
    },
  }
}

export function hasTabs(storage: Storage): boolean {
  return storage.getItem(`${PLAYGROUND_PREFIX}tabState`) !== null
}
