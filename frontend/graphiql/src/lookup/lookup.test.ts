import { expect, it } from 'vitest'
import type { Operation } from '../api/http'
import { isComplete, learn, lookUp, SessionEnded } from './lookup'

const nodes = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id })) })

it('finds the first rows, then the best match who has not applied', async () => {
  const asked: Operation[] = []
  const ids = await lookUp((operation) => {
    asked.push(operation)
    return Promise.resolve(
      operation.operationName === 'FirstRows'
        ? { data: { jobs: nodes('J1'), candidates: nodes('C1'), applications: nodes(), tasks: nodes('T9') } }
        : { data: { matchCandidates: { nodes: [{ candidate: { id: 'C7' } }] } } },
    )
  })
  expect(ids).toEqual({ job: 'J1', candidate: 'C1', applicant: 'C7', task: 'T9' })
  expect(asked[1]?.variables).toEqual({ jobId: 'J1' })
  expect(isComplete(ids)).toBe(true)
})

it('copes with an empty server and with fields that failed', async () => {
  const ids = await lookUp(() => Promise.resolve({ data: { jobs: nodes(), tasks: null }, errors: [{ message: 'no' }] }))
  expect(ids).toEqual({})
  expect(isComplete(ids)).toBe(false)
})

it('tells an ended session apart from an empty server', async () => {
  const refused = { errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }] }
  await expect(lookUp(() => Promise.resolve(refused))).rejects.toBeInstanceOf(SessionEnded)
})

it('learns the ids of what a mutation made, under any alias', () => {
  const answer = { data: { mine: { application: { id: 'P1' }, task: { id: 'T1' }, userErrors: [] }, other: null } }
  expect(learn(answer)).toEqual({ application: 'P1', task: 'T1' })
  expect(learn({ errors: [{ message: 'no' }] })).toEqual({})
  expect(learn({ data: { createApplication: { application: null, task: null } } })).toEqual({})
})
