import { useState } from 'react'
import { send } from '../api/http'
import { endSession, forgetSession, keepSession, loadSession, signOutOperation, type Session } from '../session/session'
import { Playground } from './Playground'
import { SignIn } from './SignIn'

const ENDED = 'Your session has ended. Sign in again to go on: your tabs are kept.'

export function App() {
  const [session, setSession] = useState(() => loadSession(sessionStorage))
  const [notice, setNotice] = useState<string | null>(null)

  const enter = (next: Session) => {
    keepSession(sessionStorage, next)
    setNotice(null)
    setSession(next)
  }
  const expire = () => {
    endSession(sessionStorage)
    setNotice(ENDED)
    setSession(null)
  }
  const leave = async () => {
    const token = session?.token ?? null
    setSession(null)
    forgetSession(sessionStorage)
    try {
      await send(signOutOperation(), token)
      setNotice('You are signed out.')
    } catch {
      setNotice('You are signed out here. The server could not be told, so the token ends by itself later.')
    }
  }

  if (session === null) return <SignIn notice={notice} onSignedIn={enter} />
  return <Playground key={session.token} session={session} onSessionEnded={expire} onSignOut={() => void leave()} />
}
