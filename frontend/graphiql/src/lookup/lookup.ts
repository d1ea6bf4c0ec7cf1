import { isUnauthenticated, type Operation } from '../api/http'
import { at, listAt, textAt } from '../api/read'
import type { KnownIds } from '../examples'
import bestApplicant from './best-applicant.graphql?raw'
import firstRows from './first-rows.graphql?raw'

export type Ask = (operation: Operation) => Promise<unknown>

export class SessionEnded extends Error {}

async function ask(send: Ask, operation: Operation): Promise<unknown> {
  const answer = await send(operation)
  if (isUnauthenticated(answer)) throw new SessionEnded('the token is no longer accepted')
  return at(answer, 'data')
}

/** Without the fields that have no value, so that one lookup can be laid over another. */
function known(ids: Record<keyof KnownIds, string | undefined>): KnownIds {
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined))
}

/** The rows that the examples start from: the first of each list, and the best match for the first job. */
export async function lookUp(send: Ask): Promise<KnownIds> {
  const data = await ask(send, { query: firstRows, operationName: 'FirstRows' })
  const first = (field: string) => textAt(listAt(data, field, 'nodes')[0], 'id')
  const job = first('jobs')
  const candidate = first('candidates')
  let applicant: string | undefined
  if (job !== undefined) {
    const best = await ask(send, { query: bestApplicant, operationName: 'BestApplicant', variables: { jobId: job } })
    applicant = textAt(listAt(best, 'matchCandidates', 'nodes')[0], 'candidate', 'id')
  }
  return known({ job, candidate, applicant, application: first('applications'), task: first('tasks') })
}

/** Whether the first tabs can run: false while a new server is still taking in its sample data. */
export function isComplete(ids: KnownIds): boolean {
  return [ids.job, ids.candidate, ids.applicant, ids.task].every((id) => id !== undefined)
}

/** What a mutation's payloads say was made: the examples follow the newest. */
export function learn(answer: unknown): KnownIds {
  const found: KnownIds = {}
  for (const payload of Object.values({ ...(at(answer, 'data') ?? {}) })) {
    for (const kind of ['job', 'application', 'task'] as const) {
      const id = textAt(payload, kind, 'id')
      if (id !== undefined) found[kind] = id
    }
  }
  return found
}
