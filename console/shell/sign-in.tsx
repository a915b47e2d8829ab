import { GlobalOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { ApiProblem, api, whenSignedOut } from '../shared/api.ts'
import { Mark } from '../shared/mark.tsx'
import { useDemoAccounts, useSignIn } from '../shared/session.ts'
import { changeLanguage, useLanguage } from '../shared/text.ts'
import { TextInput } from '../shared/text-input.tsx'
import { useText } from './text.ts'

/** The door: signs in, and in the sample enterprise offers its people. */
export function SignIn() {
  const t = useText()
  const language = useLanguage()
  return (
    <div className="sign-in">
      <div className="gate">
        <Scene />
        <h1>{t('slogan')}</h1>
        <p>{t('slogan_more')}</p>
      </div>
      <main className="side">
        <Button
          className="corner"
          type="text"
          icon={<GlobalOutlined />}
          onClick={() => void changeLanguage(language === 'en' ? 'zh-CN' : 'en')}
        >
          {language === 'en' ? '中文' : 'English'}
        </Button>
        <SignInForm heading />
      </main>
    </div>
  )
}

/** Opens over the page when the session ends in the middle of work, so nothing typed is lost. */
export function SignInAgain() {
  const t = useText()
  const [ended, setEnded] = useState(false)
  useEffect(() => whenSignedOut(() => setEnded(true)), [])
  return (
    <Modal open={ended} title={t('sign_in_again')} footer={null} closable={false} keyboard={false} width={440} destroyOnHidden>
      <div className="sign-in-again">
        <p>{t('sign_in_again_hint')}</p>
        <SignInForm done={() => setEnded(false)} />
      </div>
    </Modal>
  )
}

function SignInForm({ heading, done }: { heading?: boolean; done?(): void }) {
  const demo_accounts = useDemoAccounts()
  const t = useText()
  const signIn = useSignIn()
  const id = useId()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const send = async (sign_in_name: string, secret: string, which: string) => {
    setBusy(which)
    setProblem(null)
    try {
      await signIn(sign_in_name, secret)
      done?.()
    } catch (error) {
      const type = error instanceof ApiProblem ? error.type : ''
      setProblem(t.maybe(`refused_${type}`, (error as Error).message))
      setBusy(null)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send(name.trim(), password, 'form')
  }
  return (
    <div className="inner">
      <form onSubmit={submit}>
        {heading ? (
          <>
            <Mark size={40} />
            <h2>{t('sign_in_title')}</h2>
          </>
        ) : null}
        {problem ? (
          <div className="problem" role="alert">
            {problem}
          </div>
        ) : null}
        <label htmlFor={`${id}-name`}>
          {t('sign_in_name')}
          <TextInput
            id={`${id}-name`}
            autoFocus
            size="large"
            name="username"
            autoComplete="username"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label htmlFor={`${id}-password`}>
          {t('password')}
          <TextInput
            type="password"
            id={`${id}-password`}
            size="large"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <Button type="primary" size="large" htmlType="submit" loading={busy === 'form'} disabled={busy !== null && busy !== 'form'}>
          {t('sign_in')}
        </Button>
      </form>
      {heading ? <SharedSignOn /> : null}
      {demo_accounts.length > 0 ? (
        <section className="demo">
          <h3>{t('demo')}</h3>
          <p>{t('demo_hint')}</p>
          <ul>
            {demo_accounts.map((account) => (
              <li key={account.sign_in_name}>
                <button
                  type="button"
                  disabled={busy !== null}
                  onClick={() => void send(account.sign_in_name, account.password, account.sign_in_name)}
                >
                  <span>{account.name}</span>
                  <span className="code">{account.sign_in_name}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

/** The way in that our provider opens for all sites at once; whoever is signed in there is asked for nothing. */
function SharedSignOn() {
  const t = useText()
  const [there, setThere] = useState(false)
  useEffect(() => {
    api.get<{ sign_on: boolean }>('/api/admin/sign-in-options').then(
      ({ sign_on }) => setThere(sign_on),
      () => {}, // the form is there all the same
    )
  }, [])
  if (!there) return null
  const here = location.pathname + location.search
  return (
    <Button size="large" block href={`/api/admin/session/sign-on?return_to=${encodeURIComponent(here)}`}>
      {t('shared_sign_on')}
    </Button>
  )
}

/** The mark drawn large: gates in a row, and lines that pass through them. */
function Scene() {
  return (
    <svg className="scene" viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true" fill="none" strokeLinecap="round">
      <rect width="720" height="900" fill="#16307f" />
      {[0, 1, 2, 3, 4].map((i) => (
        <g
          key={i}
          transform={`translate(${360} ${470 - i * 46}) scale(${1.9 - i * 0.34})`}
          stroke="#fff"
          strokeOpacity={0.5 - i * 0.09}
          strokeWidth={9}
        >
          <path d="M-150 260V10c0-74 44-122 112-134" />
          <path d="M150 260V10c0-74-44-122-112-134" />
        </g>
      ))}
      <g stroke="#8fb0ff" strokeWidth="5">
        <path d="M-20 560C180 520 240 330 360 318S620 300 760 210" />
        <path d="M-20 640C190 590 260 360 360 344S600 352 760 330" strokeOpacity=".6" />
        <path d="M-20 480C170 460 250 306 360 296S620 240 760 110" strokeOpacity=".35" />
      </g>
      <defs>
        <linearGradient id="gate-dusk" x1="0" y1="0" x2="0" y2="1">
          <stop offset=".55" stopColor="#16307f" stopOpacity="0" />
          <stop offset=".9" stopColor="#10245f" stopOpacity=".96" />
        </linearGradient>
      </defs>
      <rect width="720" height="900" fill="url(#gate-dusk)" />
    </svg>
  )
}
