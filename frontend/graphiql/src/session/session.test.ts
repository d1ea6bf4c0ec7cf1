import { beforeEach, expect, it } from 'vitest'
import { endSession, forgetSession, keepSession, loadSession, readSignIn, tabStorage, type Session } from './session'

class MemoryStorage implements Storage {
  private readonly entries = new Map<string, string>()
  get length() {
    return this.entries.size
  }
  key(index: number) {
    return [...this.entries.keys()][index] ?? null
  }
  getItem(key: string) {
    return this.entries.get(key) ?? null
  }
  setItem(key: string, value: string) {
    this.entries.set(key, value)
  }
  removeItem(key: string) {
    this.entries.delete(key)
  }
  clear() {
    this.entries.clear()
  }
}

const ADA: Session = { token: 'secret', actorId: 'U1', name: 'Ada', roles: ['ADMIN'] }
let storage: Storage
beforeEach(() => {
  storage = new MemoryStorage()
})

it('reads who signed in', () => {
  const viewer = { actor: { id: 'U1', name: 'Ada' }, roles: ['ADMIN'] }
  expect(readSignIn({ data: { signIn: { token: 'secret', viewer, userErrors: [] } } })).toEqual({ session: ADA })
})

it('passes on the sentences of userErrors and of errors, and never stays silent', () => {
  const wrong = { data: { signIn: { token: null, userErrors: [{ message: 'E-mail or password is wrong.' }] } } }
  expect(readSignIn(wrong)).toEqual({ problems: ['E-mail or password is wrong.'] })
  expect(readSignIn({ errors: [{ message: 'Too many requests.' }] })).toEqual({ problems: ['Too many requests.'] })
  expect(readSignIn({ data: { signIn: null } })).toHaveProperty('problems.length', 1)
})

it('comes back after a reload, and survives rubbish in the storage', () => {
  expect(loadSession(storage)).toBeNull()
  keepSession(storage, ADA)
  expect(loadSession(storage)).toEqual(ADA)
  storage.setItem('shortlist:session', '{')
  expect(loadSession(storage)).toBeNull()
})

it('keeps the tabs when a session ends by itself, but only for the same person', () => {
  keepSession(storage, ADA)
  storage.setItem('graphiql:tabState', 'tabs')
  endSession(storage)
  keepSession(storage, { ...ADA, token: 'next' })
  expect(storage.getItem('graphiql:tabState')).toBe('tabs')
  endSession(storage)
  keepSession(storage, { ...ADA, actorId: 'U2' })
  expect(storage.getItem('graphiql:tabState')).toBeNull()
})

it('leaves nothing behind after signing out', () => {
  keepSession(storage, ADA)
  storage.setItem('graphiql:tabState', 'tabs')
  forgetSession(storage)
  expect(storage.length).toBe(0)
})

it('drops what GraphiQL still writes after the page was left, and clears only its own', () => {
  keepSession(storage, ADA)
  const tabs = tabStorage(storage, ADA.actorId)
  tabs.setItem('graphiql:tabState', 'tabs')
  expect(tabs.length).toBe(1)
  tabs.clear()
  expect(tabs.length).toBe(0)
  expect(loadSession(storage)).toEqual(ADA)
  forgetSession(storage)
  tabs.setItem('graphiql:tabState', 'late')
  expect(storage.length).toBe(0)
})
