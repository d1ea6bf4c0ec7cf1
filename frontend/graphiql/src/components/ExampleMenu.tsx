import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect } from 'react'
import { EXAMPLES, variablesText, type KnownIds } from '../examples'

/** The recruiter's tasks in words: shows which one the tab holds, and goes to another, opening its tab when closed. */
export function ExampleMenu({ ids }: { ids: KnownIds }) {
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'))
  const actions = useGraphiQLActions()
  const shown = EXAMPLES.findIndex((example) => example.operationName === tabs[activeTabIndex]?.title)

  // Eleven tabs are wider than the page: the one in use comes into view. The id is GraphiQL's.
  useEffect(() => {
    document.getElementById(`graphiql-session-tab-${String(activeTabIndex)}`)?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [activeTabIndex])

  const open = (index: number) => {
    const example = EXAMPLES[index]
    if (!example) return
    const there = tabs.findIndex((tab) => tab.title === example.operationName)
    if (there >= 0) {
      actions.changeTab(there)
      return
    }
    const variables = variablesText(example, ids)
    actions.moveTab([
      ...tabs,
      {
        id: `${example.operationName}-${String(performance.now())}`,
        hash: [example.query, variables, ''].join('|'),
        title: example.operationName,
        operationName: example.operationName,
        query: example.query,
        variables,
        headers: null,
        response: null,
      },
    ])
    actions.changeTab(tabs.length)
  }

  return (
    <div className="examples">
      <label htmlFor="example">Example</label>
      <select
        id="example"
        value={shown}
        onChange={(event) => {
          open(Number(event.target.value))
        }}
      >
        <option value={-1} disabled>
          What would you like to do?
        </option>
        {EXAMPLES.map((example, index) => (
          <option key={example.operationName} value={index}>
            {example.title}
          </option>
        ))}
      </select>
    </div>
  )
}
