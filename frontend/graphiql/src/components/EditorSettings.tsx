import { pick, useGraphiQL } from '@graphiql/react'
import { useEffect } from 'react'

const SETTINGS = {
  // The examples' comments can be read at any width.
  wordWrap: 'on',
  wrappingIndent: 'indent',
  // On a narrow page, where editors fill the screen, the wheel must get past them.
  scrollbar: { alwaysConsumeMouseWheel: false },
} as const

/** Shows nothing: it settles how the three editors behave, which GraphiQL has no properties for. */
export function EditorSettings() {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'responseEditor'),
  )
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) editor?.updateOptions(SETTINGS)
  }, [queryEditor, variableEditor, responseEditor])
  return null
}
