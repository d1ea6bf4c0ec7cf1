import { Kind, parse, type DocumentNode, type OperationDefinitionNode, type TypeNode } from 'graphql'
import type { Operation } from './http'
import { at } from './read'

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { noLocation: true })
  } catch {
    return null // half-typed: the server will say what is wrong with it
  }
}

/** The operation that would run: the named one, or the only one. */
export function operationOf(query: string, name?: string | null): OperationDefinitionNode | null {
  const operations = (parsed(query)?.definitions ?? []).filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (name) return operations.find((node) => node.name?.value === name) ?? null
  return operations.length === 1 ? (operations[0] ?? null) : null
}

/** The name of the first variable that takes a file, or null when the operation takes none. */
export function fileVariable(query: string, name?: string | null): string | null {
  const variables = operationOf(query, name)?.variableDefinitions ?? []
  return variables.find((node) => namedType(node.type) === 'Upload')?.variable.name.value ?? null
}

/** The required ids that an example has no value for yet; sent as they are, the server could only call them malformed. */
export function emptyIds({ query, operationName, variables }: Operation): string[] {
  const definitions = operationOf(query, operationName)?.variableDefinitions ?? []
  return definitions
    .filter((node) => node.type.kind === Kind.NON_NULL_TYPE && namedType(node.type) === 'ID')
    .map((node) => node.variable.name.value)
    .filter((name) => at(variables, name) === '')
}

/** One file in one variable, as the GraphQL multipart request specification wants it. */
export function multipartBody(operation: Operation, variable: string, file: File): FormData {
  const given = typeof operation.variables === 'object' ? { ...operation.variables } : {}
  const body = new FormData()
  body.append('operations', JSON.stringify({ ...operation, variables: { ...given, [variable]: null } }))
  body.append('map', JSON.stringify({ 0: [`variables.${variable}`] }))
  body.append('0', file, file.name)
  return body
}
