import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer'
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history'
import { GraphiQLProvider } from '@graphiql/react'
import { GraphiQL, GraphiQLInterface } from 'graphiql'
import { useEffect, useMemo, useState } from 'react'
import { createFetcher } from '../api/fetcher'
import { createFileShelf } from '../api/files'
import { createSocket } from '../api/socket'
import { EXAMPLES, variablesText } from '../examples'
import { isComplete, learn } from '../lookup/lookup'
import { hasTabs, tabStorage, type Session } from '../session/session'
import { Brand } from './Brand'
import { EditorSettings } from './EditorSettings'
import { ExampleMenu } from './ExampleMenu'
import { TabRefill } from './TabRefill'
import { UploadBar } from './UploadBar'
import { useKnownIds } from './useKnownIds'

interface Props {
  session: Session
  onSessionEnded: () => void
  onSignOut: () => void
}

const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN]

export function Playground({ session, onSessionEnded, onSignOut }: Props) {
  const [shelf] = useState(createFileShelf)
  const [socket] = useState(() => createSocket(session.token))
  const [ids, addIds] = useKnownIds(session.token, onSessionEnded)
  // GraphiQL reads the schema again for each new fetcher, so it must stay one function.
  const [fetcher] = useState(() =>
    createFetcher({
      token: session.token,
      shelf,
      socket,
      onUnauthenticated: onSessionEnded,
      onChange: (answer) => {
        addIds(learn(answer))
      },
    }),
  )
  useEffect(() => () => void socket.dispose(), [socket])

  const [storage] = useState(() => tabStorage(sessionStorage, session.actorId))
  const [fresh] = useState(() => !hasTabs(sessionStorage))
  const ready = ids !== null
  const tabs = useMemo(
    () => EXAMPLES.map((example) => ({ query: example.query, variables: variablesText(example, ids ?? {}) })),
    // Only the first set of ids makes the tabs; later ones go through TabRefill.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [ready],
  )

  // GraphiQL takes the first tab's variables from here only; beside kept tabs it would open one more for them.
  const firstVariables = fresh && tabs[0] ? { initialVariables: tabs[0].variables } : {}

  const account = (
    <div className="account">
      <span className="who" title={session.roles.join(', ').toLowerCase()}>
        <span className="visually-hidden">Signed in as </span>
        {session.name}
      </span>
      <button type="button" onClick={onSignOut}>
        Sign out
      </button>
    </div>
  )
  if (!ready) {
    return (
      <div className="page">
        <header className="top">
          <Brand />
          {account}
        </header>
        <p className="waiting" role="status">
          Looking up jobs and candidates for the examples…
        </p>
      </div>
    )
  }
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={storage}
      defaultTabs={tabs}
      {...firstVariables}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      inputValueDeprecation
      schemaDescription
    >
      <HistoryStore>
        <DocExplorerStore>
          <div className="page">
            <header className="top">
              <Brand />
              <ExampleMenu ids={ids} />
              {account}
            </header>
            {!isComplete(ids) && (
              <p className="notice" role="status">
                Some examples have nothing to point at yet, because no job or candidate is ready. They fill in by
                themselves as soon as one is.
              </p>
            )}
            <UploadBar shelf={shelf} />
            <main className="playground">
              <GraphiQLInterface
                defaultEditorToolsVisibility="variables"
                isHeadersEditorEnabled={false}
                showPersistHeadersSettings={false}
              >
                <GraphiQL.Logo>{''}</GraphiQL.Logo>
              </GraphiQLInterface>
            </main>
            <EditorSettings />
            <TabRefill ids={ids} />
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  )
}
