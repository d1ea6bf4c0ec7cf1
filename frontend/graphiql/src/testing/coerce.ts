import { getVariableValues, type GraphQLSchema } from 'graphql'
import { operationOf } from '../api/upload'

/** What a server would say about these variables; a file, which only the multipart request brings, counts as given. */
export function coerceVariables(schema: GraphQLSchema, query: string, variables: Record<string, unknown>): string[] {
  const definitions = operationOf(query)?.variableDefinitions ?? []
  const given = { ...variables, ...('file' in variables ? { file: 'a file' } : {}) }
  return getVariableValues(schema, definitions, given).errors?.map((error) => error.message) ?? []
}
