import '@puckeditor/core/no-external.css'
import puck_styles from '@puckeditor/core/no-external.css?url'
import './content.css'
import { ArrowLeftOutlined } from '@ant-design/icons'
import { type Data, Puck } from '@puckeditor/core'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Segmented } from 'antd'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Link, useBeforeUnload, useBlocker, useParams } from 'react-router'
import mall_styles from '../../mall/styles.css?url'
import { api, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { useLanguage } from '../shared/text.ts'
import { Status } from '../shared/values.tsx'
import { type Act, ActDialog } from './acts.tsx'
import { BlockName, configOf } from './blocks.tsx'
import { dictionaryOf } from './dictionary.ts'
import { bothField, EditedLanguage, fileField } from './fields.tsx'
import { useFindingWords } from './findings.ts'
import { type Block, detailPath, draftOf, type Page, type PageDetail, type Words } from './model.ts'
import { useText } from './text.ts'

/** The page as shoppers will see it, to be changed in place: blocks are dragged in, their words stand at the side. */
export function Component() {
  const { page_id } = useParams()
  const detail = useApi<PageDetail>(detailPath(page_id!), {}, { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false })
  if (detail.isError) return <Failure error={detail.error} retry={() => void detail.refetch()} />
  if (!detail.data) return <Skeleton />
  return <Editor key={page_id} page={detail.data.page} />
}

interface Root {
  title: Words
  description: Words
  picture: string | null
}

const none = { zh: '', en: '' }

/** What the editor holds, as the API takes it. */
function contentOf({ root, content }: Data): Root & { blocks: Block[] } {
  const { title, description, picture } = (root.props ?? {}) as unknown as Partial<Root>
  return {
    title: title ?? none,
    description: description ?? none,
    picture: picture ?? null,
    blocks: content.map(({ type, props }) => ({ type, props: props as Block['props'] })),
  }
}

function Editor({ page }: { page: Page }) {
  const t = useText()
  const tell = useTell()
  const may = useMay()
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const language = useLanguage()
  const [lang, setLang] = useState<'zh' | 'en'>('zh')
  const [dirty, setDirty] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const words = useFindingWords()
  const [asking, setAsking] = useState<Act | null>(null)
  const saved = useRef(page)
  const start = useMemo(
    (): Data => ({
      root: { props: { title: page.title, description: page.description ?? none, picture: page.picture } as never },
      content: page.blocks.map(({ type, props }) => ({ type, props: props as Block['props'] })),
      zones: {},
    }),
    [page],
  )
  const latest = useRef<Data>(start)
  useLeaving(dirty)

  const save = useCallback(async (): Promise<boolean> => {
    setBusy(true)
    setRefusal(null)
    try {
      const { description, ...content } = contentOf(latest.current)
      const item = { ...draftOf(saved.current), ...content, description: description.zh || description.en ? description : null }
      const [outcome] = await api.batch('/api/admin/content/pages', { items: [item] })
      if (outcome?.detail) {
        setRefusal(words.refused(outcome))
        return false
      }
      const { page: kept } = await api.get<PageDetail>(detailPath(saved.current.page_id))
      saved.current = kept
      setDirty(false)
      await queries.invalidateQueries({ queryKey: ['/api/admin/content/pages'] })
      void tell.success(t('saved'))
      return true
    } catch (error) {
      setRefusal((error as Error).message)
      return false
    } finally {
      setBusy(false)
    }
  }, [queries, t, tell, words])
  const after = async (act: Act) => {
    if (dirty && !(await save())) return
    setAsking(act)
  }
  useSaveKey(save)

  const config = useMemo(
    () => configOf(t, { title: bothField(t('name')), description: bothField(t('description'), 3), picture: fileField(t('picture')) }),
    [t],
  )
  const overrides = useMemo(() => ({ iframe: MallLooks, header: () => <span />, headerActions: () => <span /> }), [])
  return (
    <div className="page-editor">
      <header>
        <Link to={`/content/${page.page_id}`} aria-label={t('leave')}>
          <ArrowLeftOutlined /> {t('leave')}
        </Link>
        <h1>
          {inLanguage(saved.current.title)} <small>{page.path}</small>
        </h1>
        {dirty ? <Status tone="waiting">{t('unsaved')}</Status> : null}
        <span className="spring" />
        <Segmented<'zh' | 'en'>
          aria-label={t('language')}
          value={lang}
          onChange={setLang}
          options={[
            { value: 'zh', label: t('zh') },
            { value: 'en', label: t('en') },
          ]}
        />
        <Button onClick={() => void save()} loading={busy} disabled={!dirty} title="Ctrl S">
          {t('save')}
        </Button>
        <Button onClick={() => void after('preview')}>{t('preview')}</Button>
        {may('content.publish') ? (
          <>
            <Button onClick={() => void after('schedule')}>{t('schedule')}</Button>
            <Button type="primary" onClick={() => void after('publish')}>
              {t('publish')}
            </Button>
          </>
        ) : null}
      </header>
      {refusal ? <Alert type="error" title={refusal} showIcon closable={{ onClose: () => setRefusal(null) }} /> : null}
      <EditedLanguage value={lang}>
        <BlockName value={(type) => t.maybe(`block_${type}`, type)}>
          <Puck
            config={config}
            data={start}
            iframe={iframe}
            overrides={overrides as never}
            viewports={viewports}
            dictionary={dictionaryOf(language)}
            height="100%"
            onChange={(data) => {
              if (JSON.stringify(contentOf(data)) === JSON.stringify(contentOf(latest.current))) return
              latest.current = data
              setDirty(true)
            }}
          />
        </BlockName>
      </EditedLanguage>
      {asking ? <ActDialog act={asking} page={saved.current} close={() => setAsking(null)} /> : null}
    </div>
  )
}

const iframe = { enabled: true, waitForStyles: false, syncHostStyles: false }
const viewports = [
  { width: 390, height: 'auto' as const, icon: 'Smartphone' as const, label: '390' },
  { width: 768, height: 'auto' as const, icon: 'Tablet' as const, label: '768' },
  { width: 1280, height: 'auto' as const, icon: 'Monitor' as const, label: '1280' },
]

/** The canvas wears the mall's looks; those of the console stay outside. */
function MallLooks({ children, document: inner }: { children: ReactNode; document?: Document }) {
  useEffect(() => {
    if (!inner) return
    inner.documentElement.lang = 'zh-CN'
    const links = [puck_styles, mall_styles].map((href) => {
      const link = inner.createElement('link')
      link.rel = 'stylesheet'
      link.href = href
      inner.head.append(link)
      return link
    })
    return () => {
      for (const link of links) link.remove()
    }
  }, [inner])
  return <>{children}</>
}

/** Nothing that was composed is lost by a wrong press. */
function useLeaving(dirty: boolean): void {
  const words = useText()
  useBeforeUnload((event) => {
    if (dirty) event.preventDefault()
  })
  const blocker = useBlocker(dirty)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    if (window.confirm(words('unsaved'))) blocker.proceed()
    else blocker.reset()
  }, [blocker, words])
}

function useSaveKey(save: () => Promise<boolean>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return
      event.preventDefault()
      void save()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [save])
}
