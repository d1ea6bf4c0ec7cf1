import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql'
import { coerceVariables } from '../testing/coerce'
import { describe, expect, it } from 'vitest'
import bestApplicant from '../lookup/best-applicant.graphql?raw'
import firstRows from '../lookup/first-rows.graphql?raw'
import signIn from '../session/sign-in.graphql?raw'
import signOut from '../session/sign-out.graphql?raw'
import { EXAMPLES, variablesText, type KnownIds } from './index'

const SCHEMA_FILE = new URL('../../../../schema.graphql', import.meta.url)
const schema: GraphQLSchema = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'))

const IDS: KnownIds = { job: 'j', candidate: 'c', applicant: 'a', application: 'p', task: 't' }

describe.each(EXAMPLES)('$title', (example) => {
  it('is valid against the schema of this repository', () => {
    expect(validate(schema, parse(example.query))).toEqual([])
  })

  it('carries variables that its operation accepts, with nothing left over', () => {
    const variables = example.variables(IDS)
    expect(coerceVariables(schema, example.query, variables)).toEqual([])
    const declared = [...example.query.matchAll(/\$(\w+):/g)].map((match) => match[1])
    expect(Object.keys(variables).sort()).toEqual(declared.sort())
  })

  it('opens with its task in words', () => {
    expect(example.query.startsWith(`# ${example.title}\n`)).toBe(true)
    expect(example.operationName).not.toBe('')
  })
})

it.each([firstRows, bestApplicant, signIn, signOut])('the page’s own document %# is valid too', (document) => {
  expect(validate(schema, parse(document))).toEqual([])
})

it('no two examples share a tab title', () => {
  expect(new Set(EXAMPLES.map((example) => example.operationName)).size).toBe(EXAMPLES.length)
})

it('the first tab asks who fits a job and needs nothing from the reader', () => {
  const [first] = EXAMPLES
  expect(first?.title).toBe('Who fits this job, and why?')
  expect(first && variablesText(first, IDS)).toBe('{\n  "jobId": "j"\n}')
})
