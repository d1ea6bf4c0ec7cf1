import type { Client, Sink } from 'graphql-ws'
import { afterEach, expect, it, vi } from 'vitest'
import { createFetcher, type Connection } from './fetcher'
import { createFileShelf } from './files'

interface Heard {
  values: unknown[]
  errors: unknown[]
  completed: boolean
}
interface Watched {
  subscribe: (observer: { next: (v: unknown) => void; error: (e: unknown) => void; complete: () => void }) => {
    unsubscribe: () => void
  }
}

function listen(run: unknown): { heard: Heard; ended: Promise<void>; unsubscribe: () => void } {
  const heard: Heard = { values: [], errors: [], completed: false }
  let unsubscribe: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    const subscription = (run as Watched).subscribe({
      next: (value) => heard.values.push(structuredClone(value)),
      error: (error) => {
        heard.errors.push(error)
        resolve()
      },
      complete: () => {
        heard.completed = true
        resolve()
      },
    })
    unsubscribe = () => {
      subscription.unsubscribe()
    }
  })
  return { heard, ended, unsubscribe }
}

function connection(over: Partial<Connection> = {}) {
  const sinks: Sink[] = []
  const dispose = vi.fn()
  const subscribe = (_payload: unknown, sink: Sink) => {
    sinks.push(sink)
    return dispose
  }
  const made = {
    token: 'secret',
    shelf: createFileShelf(),
    socket: { subscribe } as unknown as Client,
    onUnauthenticated: vi.fn(),
    onChange: vi.fn(),
    ...over,
  }
  return { ...made, sinks, dispose }
}

function answering(...answers: unknown[]) {
  const requests: RequestInit[] = []
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    requests.push(init)
    return Promise.resolve(new Response(JSON.stringify(answers[requests.length - 1] ?? null)))
  })
  return requests
}
afterEach(() => {
  vi.unstubAllGlobals()
})

const EVENTS = 'subscription Follow { taskEvents(tasks: []) { seq } }'
const UPLOAD = 'mutation Send($file: Upload!) { uploadResume(input: { file: $file }) { task { id } } }'

it('sends the token, the preflight header and what it accepts with every request', async () => {
  const requests = answering({ data: { viewer: null } })
  await createFetcher(connection())({ query: '{ viewer { roles } }' })
  expect(requests[0]?.headers).toEqual({
    Accept: 'application/graphql-response+json, application/json;q=0.9',
    'apollo-require-preflight': '1',
    'Content-Type': 'application/json',
    Authorization: 'Bearer secret',
  })
})

it('reports what mutations made, and nothing for queries', async () => {
  const made = connection()
  answering({ data: { a: null } }, { data: { b: null } })
  await createFetcher(made)({ query: '{ a }' })
  expect(made.onChange).not.toHaveBeenCalled()
  await createFetcher(made)({ query: 'mutation { b }' })
  expect(made.onChange).toHaveBeenCalledWith({ data: { b: null } })
})

it('leads back to sign-in when the token is refused, over HTTP and over the socket', async () => {
  const made = connection()
  answering({ errors: [{ message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED' } }] })
  await createFetcher(made)({ query: '{ a }' })
  expect(made.onUnauthenticated).toHaveBeenCalledTimes(1)

  const { heard } = listen(await createFetcher(made)({ query: EVENTS }))
  made.sinks[0]?.error({ code: 4403, reason: 'Forbidden' })
  expect(made.onUnauthenticated).toHaveBeenCalledTimes(2)
  expect(heard.errors).toHaveLength(1)
})

it('shows every message of a subscription, newest first, from listening to complete', async () => {
  const made = connection()
  const { heard } = listen(await createFetcher(made)({ query: EVENTS }))
  const [sink] = made.sinks
  sink?.next({ data: { seq: 1 } })
  sink?.next({ data: { seq: 2 } })
  sink?.complete()
  expect(heard.values).toEqual([
    { state: 'listening', received: 0, messages: [] },
    { state: 'listening', received: 1, messages: [{ data: { seq: 1 } }] },
    { state: 'listening', received: 2, messages: [{ data: { seq: 2 } }, { data: { seq: 1 } }] },
    { state: 'complete', received: 2, messages: [{ data: { seq: 2 } }, { data: { seq: 1 } }] },
  ])
  expect(heard.completed).toBe(true)
})

it('stops a subscription at once, also while no message comes', async () => {
  const made = connection()
  listen(await createFetcher(made)({ query: EVENTS })).unsubscribe()
  expect(made.dispose).toHaveBeenCalledOnce()
})

it('asks for a file before it sends an upload without one', async () => {
  await expect(createFetcher(connection())({ query: UPLOAD })).rejects.toThrow('No file is chosen yet')
})

it('does not send an id that is still empty', async () => {
  const requests = answering({ data: null })
  const query = 'query Fit($jobId: ID!, $other: ID) { job(id: $jobId) { id } }'
  const run = createFetcher(connection())
  await expect(run({ query, variables: { jobId: '', other: '' } })).rejects.toThrow('$jobId: nothing to put here yet')
  expect(requests).toHaveLength(0)
  await run({ query, variables: { jobId: 'J1', other: '' } })
  expect(requests).toHaveLength(1)
})

it('sends one upload per file and shows the answers under their names', async () => {
  const made = connection()
  const requests = answering({ data: { uploadResume: { task: { id: 'T1' } } } }, { data: { uploadResume: null } })
  made.shelf.choose([new File(['a'], 'cv.pdf'), new File(['b'], 'cv.pdf')])
  const { heard, ended } = listen(await createFetcher(made)({ query: UPLOAD }))
  await ended
  expect(requests.map((request) => request.body instanceof FormData)).toEqual([true, true])
  expect(requests[0]?.headers).not.toHaveProperty('Content-Type')
  expect(heard.values.at(-1)).toEqual({
    'cv.pdf': { data: { uploadResume: { task: { id: 'T1' } } } },
    'cv.pdf (2)': { data: { uploadResume: null } },
  })
  expect(made.onChange).toHaveBeenCalledTimes(2)
})

it('says in words when the server is gone or answers something else', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(createFetcher(connection())({ query: '{ a }' })).rejects.toThrow('The server cannot be reached')
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('Bad gateway', { status: 502 })))
  await expect(createFetcher(connection())({ query: '{ a }' })).rejects.toThrow('status 502')
})
