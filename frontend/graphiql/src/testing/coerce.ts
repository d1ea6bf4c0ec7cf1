import { getVariableValues, type GraphQLSchema } from 'graphql'
import { operationOf } from '../api/upload'

/** What a server would say about these variables. */
export function coerceVariables(schema: GraphQLSchema, query: string, variables: Record<string, unknown>): string[] {
  const definitions = operationOf(query)?.variableDefinitions ?? []
  return getVariableValues(schema, definitions, variables).errors?.map((error) => error.message) ?? []
}
