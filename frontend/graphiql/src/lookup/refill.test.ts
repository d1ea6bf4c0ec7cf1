import { expect, it } from 'vitest'
import { EXAMPLES } from '../examples'
import { refilled } from './refill'

const tab = (operationName: string, variables: unknown) => ({
  operationName,
  query: '',
  variables: typeof variables === 'string' ? variables : JSON.stringify(variables),
})
const read = (text: string | null): unknown => JSON.parse(text ?? 'null')

it('fills a value that is still empty', () => {
  const text = refilled(tab('WhoFitsThisJob', { jobId: '' }), EXAMPLES, {}, { job: 'J1' })
  expect(read(text)).toEqual({ jobId: 'J1' })
})

it('follows the newest task where the old one was written by this page', () => {
  const before = { tasks: [{ id: 'T1', afterSeq: 0 }] }
  const text = refilled(tab('FollowATask', before), EXAMPLES, { task: 'T1' }, { task: 'T2' })
  expect(read(text)).toEqual({ tasks: [{ id: 'T2', afterSeq: 0 }] })
})

it('keeps what somebody typed, value by value', () => {
  const typed = { applicationId: '', stage: 'OFFER', reason: 'Said yes.' }
  const text = refilled(tab('MoveAnApplication', typed), EXAMPLES, {}, { application: 'P1' })
  expect(read(text)).toEqual({ ...typed, applicationId: 'P1' })
  expect(refilled(tab('WhoFitsThisJob', { jobId: 'mine' }), EXAMPLES, { job: 'J1' }, { job: 'J2' })).toBeNull()
})

it('leaves alone tabs of the reader’s own, half-typed variables, and what is right already', () => {
  expect(refilled(tab('SomethingElse', { jobId: '' }), EXAMPLES, {}, { job: 'J1' })).toBeNull()
  expect(refilled(tab('WhoFitsThisJob', '{ "jobId": '), EXAMPLES, {}, { job: 'J1' })).toBeNull()
  expect(refilled(tab('WhoFitsThisJob', { jobId: 'J1' }), EXAMPLES, {}, { job: 'J1' })).toBeNull()
})
