// The chosen files live outside React's state, because the fetcher reads them when it runs and must itself stay the
// same function: GraphiQL loads the schema again whenever it gets another one.

export interface FileShelf {
  files: () => readonly File[]
  choose: (files: readonly File[]) => void
  subscribe: (listener: () => void) => () => void
}

export function createFileShelf(): FileShelf {
  let chosen: readonly File[] = []
  const listeners = new Set<() => void>()
  return {
    files: () => chosen,
    choose(files) {
      chosen = files
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
