import type { Fetcher } from '@graphiql/toolkit'

export interface Observer {
  /** Any JSON: the response pane prints it as it is. */
  next: (value: unknown) => void
  error: (error: unknown) => void
  complete: () => void
}

/**
 * Several results of one run, in the shape that GraphiQL listens to. An async generator would not do: its `return()`
 * waits for the next message, so the Stop button would do nothing while none comes.
 */
export function results(start: (observer: Observer) => () => void): Awaited<ReturnType<Fetcher>> {
  const observable = { subscribe: (observer: Observer) => ({ unsubscribe: start(observer) }) }
  return observable as unknown as Awaited<ReturnType<Fetcher>>
}
