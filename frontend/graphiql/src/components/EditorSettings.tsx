import { pick, useGraphiQL } from '@graphiql/react'
import { useEffect } from 'react'

/** Shows nothing: it makes long lines wrap, so that the examples' comments can be read at any width. */
export function EditorSettings() {
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'))
  useEffect(() => {
    queryEditor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent' })
    variableEditor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent' })
  }, [queryEditor, variableEditor])
  return null
}
