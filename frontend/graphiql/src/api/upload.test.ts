import { expect, it } from 'vitest'
import { fileVariable, multipartBody, operationOf } from './upload'

const UPLOAD = 'mutation Send($jobId: ID, $cv: Upload!) { uploadResume(input: { file: $cv, jobId: $jobId }) { resume { id } } }'

it('finds the variable that takes a file, whatever it is called and however it is wrapped', () => {
  expect(fileVariable(UPLOAD)).toBe('cv')
  expect(fileVariable('mutation ($all: [Upload!]!) { send(files: $all) }')).toBe('all')
  expect(fileVariable('query ($id: ID!) { job(id: $id) { id } }')).toBeNull()
})

it('looks only at the operation that would run', () => {
  const both = `${UPLOAD} query Read { viewer { roles } }`
  expect(fileVariable(both, 'Send')).toBe('cv')
  expect(fileVariable(both, 'Read')).toBeNull()
  expect(operationOf(both)).toBeNull()
})

it('takes a half-typed document for one without files', () => {
  expect(fileVariable('mutation Send($cv: Upload! {')).toBeNull()
})

it('builds the multipart request: operations with a null, then the map, then the file', async () => {
  const file = new File(['ten years of nursing'], 'jane.txt', { type: 'text/plain' })
  const body = multipartBody({ query: UPLOAD, operationName: 'Send', variables: { jobId: 'J', cv: 'typed' } }, 'cv', file)
  expect([...body.keys()]).toEqual(['operations', 'map', '0'])
  expect(JSON.parse(body.get('operations') as string)).toEqual({
    query: UPLOAD,
    operationName: 'Send',
    variables: { jobId: 'J', cv: null },
  })
  expect(JSON.parse(body.get('map') as string)).toEqual({ 0: ['variables.cv'] })
  const sent = body.get('0') as File
  expect(sent.name).toBe('jane.txt')
  expect(await sent.text()).toBe('ten years of nursing')
})
