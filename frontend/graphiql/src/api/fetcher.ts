import type { Fetcher } from '@graphiql/toolkit'
import { OperationTypeNode } from 'graphql'
import type { Client } from 'graphql-ws'
import type { FileShelf } from './files'
import { isUnauthenticated, post, send, Told, type Operation } from './http'
import { results } from './results'
import { isRefusal, socketProblem } from './socket'
import { emptyIds, fileVariable, multipartBody, operationOf } from './upload'

/** How many messages of a subscription the response pane keeps. */
const KEPT_MESSAGES = 200

type Results = Awaited<ReturnType<Fetcher>>

export interface Connection {
  token: string
  shelf: FileShelf
  socket: Client
  onUnauthenticated: () => void
  /** Hears the answer of every mutation, so that other tabs can follow what it made. */
  onChange: (answer: unknown) => void
}

/** Every message so far, newest first: GraphiQL by itself would show only the last one. */
function listen({ socket, onUnauthenticated }: Connection, operation: Operation): Results {
  return results((observer) => {
    const received: unknown[] = []
    let count = 0
    const show = (state: 'listening' | 'complete') => {
      observer.next({ state, received: count, messages: received })
    }
    show('listening')
    return socket.subscribe(
      { query: operation.query, operationName: operation.operationName, variables: variablesOf(operation) },
      {
        next(message) {
          if (isUnauthenticated(message)) onUnauthenticated()
          count += 1
          received.unshift(message)
          received.splice(KEPT_MESSAGES)
          show('listening')
        },
        error(error) {
          if (isRefusal(error)) onUnauthenticated()
          observer.error(new Told(socketProblem(error)))
        },
        complete() {
          show('complete')
          observer.complete()
        },
      },
    )
  })
}

function variablesOf({ variables }: Operation): Record<string, unknown> {
  return typeof variables === 'object' ? { ...variables } : {}
}

/** Sends the operation once for each chosen file; several answers are shown under their files' names. */
function upload(connection: Connection, operation: Operation, variable: string): Results {
  const files = connection.shelf.files()
  if (files.length === 0) {
    throw new Told(`No file is chosen yet. “Choose résumé files” above the editor puts one into $${variable}.`)
  }
  return results((observer) => {
    let stopped = false
    const answers: Record<string, unknown> = {}
    const sendAll = async () => {
      for (const [index, file] of files.entries()) {
        if (stopped) return
        const answer = await post(multipartBody(operation, variable, file), connection.token)
        hear(connection, answer)
        answers[file.name in answers ? `${file.name} (${String(index + 1)})` : file.name] = answer
        observer.next(files.length === 1 ? answer : { ...answers })
      }
      observer.complete()
    }
    sendAll().catch(observer.error)
    return () => {
      stopped = true
    }
  })
}

function hear(connection: Connection, answer: unknown): void {
  if (isUnauthenticated(answer)) connection.onUnauthenticated()
  connection.onChange(answer)
}

/** What GraphiQL calls to run an operation: over HTTP, over the WebSocket, or as an upload. */
export function createFetcher(connection: Connection): Fetcher {
  return async (operation) => {
    const empty = emptyIds(operation).map((name) => `$${name}`)
    if (empty.length > 0) {
      throw new Told(`${empty.join(' and ')}: nothing to put here yet. It fills in when there is, or write an id below.`)
    }
    const kind = operationOf(operation.query, operation.operationName)?.operation
    if (kind === OperationTypeNode.SUBSCRIPTION) return listen(connection, operation)
    const variable = fileVariable(operation.query, operation.operationName)
    if (variable !== null) return upload(connection, operation, variable)

    const answer = await send(operation, connection.token)
    if (kind === OperationTypeNode.MUTATION) hear(connection, answer)
    else if (isUnauthenticated(answer)) connection.onUnauthenticated()
    return answer as Awaited<ReturnType<Fetcher>>
  }
}
