import { useState, type SyntheticEvent } from 'react'
import { send } from '../api/http'
import { readSignIn, signInOperation, type Session } from '../session/session'
import { Brand } from './Brand'

interface Props {
  notice: string | null
  onSignedIn: (session: Session) => void
}

export function SignIn({ notice, onSignedIn }: Props) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problems, setProblems] = useState<string[]>([])
  const [busy, setBusy] = useState(false)

  const submit = async () => {
    setBusy(true)
    setProblems([])
    try {
      const result = readSignIn(await send(signInOperation(email.trim(), password), null))
      if ('session' in result) {
        onSignedIn(result.session)
        return
      }
      setProblems(result.problems)
    } catch (error) {
      setProblems([error instanceof Error ? error.message : String(error)])
    }
    setBusy(false)
  }
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    void submit()
  }

  return (
    <main className="sign-in">
      <form className="card" onSubmit={onSubmit} method="post" aria-labelledby="sign-in-title">
        <Brand />
        <h1 id="sign-in-title">Sign in</h1>
        <p className="lead">
          Try the API on your own data: rank candidates for a job, upload a résumé and watch it being read, screen and
          move an application.
        </p>
        {notice !== null && (
          <p className="notice" role="status">
            {notice}
          </p>
        )}
        <label htmlFor="email">E-mail</label>
        <input
          id="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => {
            setEmail(event.target.value)
          }}
        />
        <label htmlFor="password">Password</label>
        <input
          id="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => {
            setPassword(event.target.value)
          }}
        />
        <div role="alert">
          {problems.map((problem) => (
            <p key={problem} className="problem">
              {problem}
            </p>
          ))}
        </div>
        <button type="submit" className="primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="hint">
          A new server makes an administrator and prints the e-mail and password once, in the terminal where it was
          started.
        </p>
      </form>
    </main>
  )
}
