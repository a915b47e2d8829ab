import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { api, whenSignedOut } from '../shared/api.ts'
import { Notice } from '../shared/states.tsx'
import { currentLanguage } from '../shared/text.ts'
import { useText } from './text.ts'

/** The console has no form of its own: people sign in at the sign-in page that all our sites share, and come back to where they wanted to go. */
const signOnAddress = (return_to: string, more: Record<string, string> = {}): string =>
  `/api/admin/session/sign-on?${new URLSearchParams({ return_to, locale: currentLanguage() === 'en' ? 'en' : 'zh', ...more })}`

/** Nobody is signed in: off to the sign-in page, unless it just sent somebody back whom we may not let in. */
export function SignIn() {
  const t = useText()
  const refused = new URLSearchParams(location.search).get('refused')
  useEffect(() => {
    if (!refused) location.replace(signOnAddress(location.pathname + location.search))
  }, [refused])
  if (!refused) return null
  const other = async () => {
    // Whoever is signed in at the sign-in page steps back first, where it stands on this host.
    await api.remove('/api/mall/session').catch(() => {})
    location.assign(signOnAddress('/console/', { again: 'true' }))
  }
  return (
    <main className="main">
      <Notice drawing="lock" title={t('not_signed_in')} hint={t.maybe(`refused_${refused}`, t('refused_otherwise'))}>
        <Button type="primary" onClick={() => void other()}>
          {t('sign_in_other')}
        </Button>
      </Notice>
    </main>
  )
}

// A window of its own signs in again, and tells the page that waits.
const news = () => new BroadcastChannel('tongshang.session')

/** Opens over the page when the session ends in the middle of work: signing in happens in another window, so nothing typed is lost. */
export function SignInAgain() {
  const t = useText()
  const queries = useQueryClient()
  const [ended, setEnded] = useState(false)
  useEffect(() => whenSignedOut(() => setEnded(true)), [])
  useEffect(() => {
    if (!ended) return
    const look = async () => {
      const { user } = await api.get<{ user: object | null }>('/api/admin/session')
      if (!user) return
      setEnded(false)
      await queries.invalidateQueries()
    }
    const channel = news()
    channel.onmessage = () => void look().catch(() => {})
    const onFocus = () => void look().catch(() => {})
    addEventListener('focus', onFocus)
    return () => {
      channel.close()
      removeEventListener('focus', onFocus)
    }
  }, [ended, queries])
  return (
    <Modal open={ended} title={t('sign_in_again')} footer={null} closable={false} keyboard={false} width={440} destroyOnHidden>
      <div className="sign-in-again">
        <p>{t('sign_in_again_hint')}</p>
        <Button type="primary" size="large" block href={signOnAddress('/console/signed-in')} target="_blank" autoFocus>
          {t('sign_in')}
        </Button>
      </div>
    </Modal>
  )
}

/** Where the other window ends. */
export function SignedInAgain() {
  const t = useText()
  useEffect(() => {
    const channel = news()
    channel.postMessage('signed_in')
    channel.close()
    window.close() // where the browser lets a page do so
  }, [])
  return <Notice drawing="cloud" title={t('signed_in_again')} hint={t('signed_in_again_hint')} />
}
