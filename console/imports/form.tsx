import { DownloadOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { ApiProblem, api, newId, useApi } from '../shared/api.ts'
import { DropFile, sendFile } from '../shared/drop-file.tsx'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { type Language, useLanguage } from '../shared/text.ts'
import type { Importer, Preview } from './model.ts'
import { saidOf } from './sayings.ts'
import { useText } from './text.ts'

interface Kept {
  file: string
  file_name: string
}

/** Choose what, send the file, look at its first rows, try it, then import: what cannot go in comes back with its reason. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const [params, setParams] = useSearchParams()
  const list = useApi<{ importers: Importer[] }>('/api/admin/imports/importers')
  const importer = list.data?.importers.find(({ name }) => name === params.get('importer')) ?? list.data?.importers[0]
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(params)
    next.set(key, value)
    if (key === 'importer') next.delete('mapping')
    setParams(next, { replace: true })
  }
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  if (!importer) return <Notice drawing="lock" title={t('empty')} />
  const mapping_id = params.get('mapping') ?? ''
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('new')}</h1>
        <p>{t('empty_hint')}</p>
      </header>
      <div className="panel two">
        <div className="field">
          <label htmlFor="importer">{t('what')}</label>
          <Select
            id="importer"
            value={importer.name}
            options={list.data.importers.map(({ name, title }) => ({ value: name, label: inLanguage(title) }))}
            onChange={(name: string) => set('importer', name)}
          />
        </div>
        <div className="field">
          <label htmlFor="mapping">{t('mapping')}</label>
          <Select
            id="mapping"
            value={mapping_id}
            options={[
              { value: '', label: t('mapping_own') },
              ...importer.mappings.map((one) => ({ value: one.mapping_id, label: inLanguage(one.title) })),
            ]}
            onChange={(id: string) => set('mapping', id)}
          />
        </div>
      </div>
      {mapping_id === '' ? <Template importer={importer} /> : null}
      <Sending key={`${importer.name} ${mapping_id}`} importer={importer} mapping_id={mapping_id || null} />
    </div>
  )
}

function Template({ importer }: { importer: Importer }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const base = `/api/admin/imports/importers/${importer.name}/template`
  return (
    <div className="panel">
      <div className="card-row">
        <h2>{t('columns')}</h2>
        <span>
          <Button type="link" icon={<DownloadOutlined />} href={`${base}.xlsx?language=${language}`}>
            {t('template_xlsx')}
          </Button>
          <Button type="link" icon={<DownloadOutlined />} href={`${base}.csv?language=${language}`}>
            {t('template_csv')}
          </Button>
        </span>
      </div>
      <details>
        <summary>
          {importer.columns
            .filter(({ required }) => required)
            .map(({ name }) => inLanguage(name))
            .join('、')}{' '}
          … {importer.columns.length}
        </summary>
        <table className="plain">
          <tbody>
            {importer.columns.map((column) => (
              <tr key={column.key}>
                <td className="strong">
                  {inLanguage(column.name)} {column.required ? <small className="refused">{t('required')}</small> : null}
                </td>
                <td>{inLanguage(column.description)}</td>
                <td className="code faint">{column.example}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  )
}

function Sending({ importer, mapping_id }: { importer: Importer; mapping_id: string | null }) {
  const t = useText()
  const language = useLanguage()
  const navigate = useNavigate()
  const [kept, setKept] = useState<Kept | null>(null)
  const [companions, setCompanions] = useState<Record<string, Kept>>({})
  const [busy, setBusy] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState<string | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const none = preview?.rows.length === 0
  const needed = importer.mappings.find((one) => one.mapping_id === mapping_id)?.companions ?? []
  const asked = { importer: importer.name, ...(mapping_id ? { mapping_id } : {}) }
  // Made once: pressing twice, or again after a lost answer, starts one run.
  const [ids] = useState({ dry: newId(), real: newId() })

  const work = async (title: string, act: () => Promise<void>) => {
    setBusy(title)
    setProblem(null)
    try {
      await act()
    } catch (error) {
      setProblem(error instanceof ApiProblem ? saidOf(error.detail, language) || error.type : (error as Error).message)
    }
    setBusy(undefined)
  }
  const take = (file: File) =>
    work(t('uploading', { name: file.name }), async () => {
      setPreview(null)
      const name = await sendFile(file)
      setKept({ file: name, file_name: file.name })
      setPreview(await api.post<Preview>('/api/admin/imports/preview', { ...asked, file: name }))
    })
  const start = (dry_run: boolean) =>
    work(t(dry_run ? 'try' : 'start'), async () => {
      const run_id = dry_run ? ids.dry : ids.real
      const files = Object.fromEntries(Object.entries(companions).map(([name, { file }]) => [name, file]))
      const item = { run_id, ...asked, ...kept!, ...(needed.length > 0 ? { companions: files } : {}), dry_run }
      const [outcome] = await api.batch('/api/admin/imports', { items: [item] })
      if (outcome && !['started', 'already_started'].includes(outcome.status))
        throw new Error(outcome.detail ? saidOf(outcome.detail, language) : outcome.status)
      await navigate(`/imports/${run_id}`)
    })

  return (
    <>
      {problem ? (
        <div className="problem" role="alert">
          {problem}
        </div>
      ) : null}
      {preview && kept ? (
        <>
          <Shown preview={preview} name={kept.file_name} />
          {needed.length > 0 ? (
            <div className="panel">
              <h2>{t('companions')}</h2>
              {needed.map(({ name, file }) => (
                <DropFile
                  key={name}
                  title={companions[name]?.file_name ?? t('companion', { file })}
                  accept=".csv,.xlsx"
                  busy={busy}
                  take={(chosen) =>
                    void work(t('uploading', { name: chosen.name }), async () => {
                      const kept_file = await sendFile(chosen)
                      setCompanions((now) => ({ ...now, [name]: { file: kept_file, file_name: chosen.name } }))
                    })
                  }
                />
              ))}
            </div>
          ) : null}
          <div className="form-foot">
            <Button onClick={() => setPreview(null)}>{t('other')}</Button>
            <Button loading={busy === t('try')} disabled={busy !== undefined || none} onClick={() => void start(true)}>
              {t('try')}
            </Button>
            <Button type="primary" loading={busy === t('start')} disabled={busy !== undefined || none} onClick={() => void start(false)}>
              {t('start')}
            </Button>
          </div>
        </>
      ) : (
        <DropFile title={t('choose')} hint={t('kinds')} accept=".csv,.xlsx,text/csv" busy={busy} take={(file) => void take(file)} />
      )}
    </>
  )
}

const faultText = (fault: Preview['rows'][number]['fault'], language: Language): string | null =>
  fault === null ? null : saidOf(typeof fault === 'string' ? fault : (fault.detail ?? fault.status ?? ''), language)

function Shown({ preview, name }: { preview: Preview; name: string }) {
  const t = useText()
  const language = useLanguage()
  const faulty = preview.rows.some(({ fault }) => fault)
  return (
    <div className="panel">
      <h2>
        {t('preview')} · {name}
      </h2>
      {preview.rows.length === 0 ? <p role="alert">{t('preview_none')}</p> : null}
      {preview.unused.length > 0 ? <p className="faint">{t('preview_unused', { columns: preview.unused.join('、') })}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="plain-scroll" tabIndex={0} aria-label={t('preview')}>
        <table className="plain tight">
          <thead>
            <tr>
              <th>{t('row_no')}</th>
              {faulty ? <th>{t('fault')}</th> : null}
              {preview.headers.map((header, i) => (
                <th key={i}>{header}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr key={row.row_no}>
                <td className="number faint">{row.row_no}</td>
                {faulty ? <td className="refused">{faultText(row.fault, language)}</td> : null}
                {row.cells.map((cell, i) => (
                  <td key={i} title={cell}>
                    {cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
