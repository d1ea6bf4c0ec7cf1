import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef } from 'react'
import { EXAMPLES, type KnownIds } from '../examples'
import { refilled } from '../lookup/refill'

/** Shows nothing: it carries ids that became known later into the example tabs that still wait for them. */
export function TabRefill({ ids }: { ids: KnownIds }) {
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor'),
  )
  const actions = useGraphiQLActions()
  const before = useRef<KnownIds>({})

  useEffect(() => {
    // The editors come a moment after the page; moving tabs before that would leave them empty.
    if (!queryEditor || !variableEditor || before.current === ids) return
    const earlier = before.current
    before.current = ids
    const texts = tabs.map((tab) => refilled(tab, EXAMPLES, earlier, ids))
    const own = texts[activeTabIndex]
    // The tab in view is changed through its editor, so that query, cursor and response stay as they are.
    if (typeof own === 'string') variableEditor.setValue(own)
    if (!texts.some((text, index) => text !== null && index !== activeTabIndex)) return
    const cursor = queryEditor.saveViewState()
    // An active tab that is a new object would lose its place, so that one is left to its editor.
    actions.moveTab(
      tabs.map((tab, index) => {
        const text = texts[index]
        return typeof text === 'string' && index !== activeTabIndex ? { ...tab, variables: text } : tab
      }),
    )
    if (typeof own === 'string') variableEditor.setValue(own)
    if (cursor) queryEditor.restoreViewState(cursor)
  }, [ids, tabs, activeTabIndex, queryEditor, variableEditor, actions])
  return null
}
