import { pick, useGraphiQL } from '@graphiql/react'
import { useSyncExternalStore } from 'react'
import type { FileShelf } from '../api/files'
import { fileVariable } from '../api/upload'

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${String(Math.ceil(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** Stands above the editor when the operation in it takes a file. */
export function UploadBar({ shelf }: { shelf: FileShelf }) {
  const files = useSyncExternalStore(shelf.subscribe, shelf.files)
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'))
  const tab = tabs[activeTabIndex]
  const variable = fileVariable(tab?.query ?? '', tab?.operationName)
  if (variable === null) return null

  return (
    <section className="upload" aria-label="Files to upload">
      <label className="primary file-button">
        Choose résumé files…
        <input
          type="file"
          multiple
          accept=".pdf,.docx,.txt"
          className="visually-hidden"
          onChange={(event) => {
            shelf.choose([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </label>
      <p className="chosen" role="status">
        {files.length === 0 ? (
          <>
            No file chosen. It goes into <code>${variable}</code> when you run the operation.
          </>
        ) : (
          <>
            <code>${variable}</code>: {files.map((file) => `${file.name} (${size(file.size)})`).join(', ')}
          </>
        )}
      </p>
      {files.length > 0 && (
        <button
          type="button"
          onClick={() => {
            shelf.choose([])
          }}
        >
          Remove
        </button>
      )}
    </section>
  )
}
