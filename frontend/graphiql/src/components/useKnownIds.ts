import { useCallback, useEffect, useState } from 'react'
import { send } from '../api/http'
import type { KnownIds } from '../examples'
import { isComplete, lookUp, SessionEnded } from '../lookup/lookup'

/** A server that is still taking in its sample data is asked again this often. */
const ASK_AGAIN_MS = 4000

/** The rows that the examples point at: null until the first answer, then kept up with what mutations made. */
export function useKnownIds(token: string, onSessionEnded: () => void): [KnownIds | null, (found: KnownIds) => void] {
  const [ids, setIds] = useState<KnownIds | null>(null)
  const [asked, setAsked] = useState(0)
  const complete = ids !== null && isComplete(ids)

  useEffect(() => {
    if (complete) return
    let left = false
    const ask = async () => {
      try {
        const found = await lookUp((operation) => send(operation, token))
        // What this page made itself is newer than what a list begins with.
        if (!left) setIds((before) => ({ ...found, ...before }))
      } catch (error) {
        if (left) return
        if (error instanceof SessionEnded) onSessionEnded()
        else setIds((before) => before ?? {})
      }
    }
    const timer = setTimeout(
      () => {
        void ask().then(() => {
          if (!left) setAsked((count) => count + 1)
        })
      },
      asked === 0 ? 0 : ASK_AGAIN_MS,
    )
    return () => {
      left = true
      clearTimeout(timer)
    }
    // onSessionEnded changes with every render of the page and is only called at the end.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked, complete, token])

  const add = useCallback((found: KnownIds) => {
    setIds((before) => ({ ...before, ...found }))
  }, [])
  return [ids, add]
}
