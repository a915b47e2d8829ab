import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { api, newId, useApi } from '../../shared/api.ts'
import { DropFile } from '../../shared/drop-file.tsx'
import { useTell } from '../../shared/list-page.tsx'
import { useMay } from '../../shared/session.ts'
import { Failure, Skeleton } from '../../shared/states.tsx'
import { Ago, Status } from '../../shared/values.tsx'
import type { RunItem } from './model.ts'
import './resolution.css'
import { useText } from './text.ts'
import { titlesOf } from './titles.ts'

const runs_path = '/api/admin/resolution/runs'
const tones = { waiting: 'waiting', running: 'active', done: 'done', failed: 'danger' } as const

/** Customer files of old systems: send one, watch it being resolved, see what came of the others. */
export function Component() {
  const t = useText()
  const may = useMay()
  const runs = useApi<{ items: RunItem[] }>(runs_path, { limit: 30 }, { refetchInterval: 2000 })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('runs')}</h1>
      </div>
      {may('resolution.run') ? <NewRun /> : null}
      <section className="panel">
        {runs.isPending ? (
          <Skeleton rows={3} />
        ) : runs.isError ? (
          <Failure error={runs.error} />
        ) : runs.data.items.length === 0 ? (
          <p className="faint">{t('no_runs')}</p>
        ) : (
          runs.data.items.map((run) => <Run key={run.run_id} run={run} />)
        )}
      </section>
    </div>
  )
}

function Run({ run }: { run: RunItem }) {
  const t = useText()
  const stage = run.stage?.split('_')[0] ?? ''
  const share =
    stage === 'load'
      ? 0.1
      : stage === 'reach'
        ? 0.3
        : stage === 'compare'
          ? 0.4 + (0.4 * run.done_count) / Math.max(1, run.total_count)
          : stage === 'cluster'
            ? 0.85
            : 0.92
  return (
    <article className="run-card">
      <header>
        <Status tone={tones[run.status]}>{t(`status_${run.status}`)}</Status>
        <span>{run.files.map(({ source, name }) => `${source} · ${name}`).join('，')}</span>
        <span className="faint">
          <Ago at={run.asked_at} /> {t('asked_by', { name: run.asked_by })}
        </span>
      </header>
      {run.status === 'running' ? (
        <>
          <div className="run-line" role="progressbar" aria-valuenow={Math.round(share * 100)} aria-label={t('stage')}>
            <i style={{ width: `${share * 100}%` }} />
          </div>
          <span className="faint">{t.maybe(`stage_${stage}`, stage, { done: run.done_count.toLocaleString('en-US') })}</span>
        </>
      ) : null}
      {run.figures ? (
        <span className="number">
          {t('figures', {
            rows: (run.figures.row_count ?? 0).toLocaleString('en-US'),
            persons: (run.figures.person_count ?? 0).toLocaleString('en-US'),
            doubtful: (run.figures.doubtful_count ?? 0).toLocaleString('en-US'),
          })}
        </span>
      ) : null}
      {run.files.some(({ same_as }) => same_as) ? <span className="faint">{t('already_loaded')}</span> : null}
      {run.error ? <span className="refused">{run.error}</span> : null}
    </article>
  )
}

const fields = ['source_key', 'name', 'phone', 'email', 'address', 'device', 'updated_on'] as const
/** Titles old systems use, so that most columns are found without a hand. */
const guesses: Record<(typeof fields)[number], RegExp> = {
  source_key: /编号|卡号|代码|客户号|_no$|^no$|^u?id$/i,
  name: /姓名|名称|顾客|name|nick/i,
  phone: /手机|电话|联系方式|phone|mobile|tel/i,
  email: /邮箱|邮件|mail/i,
  address: /地址|住址|addr/i,
  device: /设备|机器码|device/i,
  updated_on: /日期|时间|date|_at$|last/i,
}

function NewRun() {
  const t = useText()
  const tell = useTell()
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [titles, setTitles] = useState<string[]>([])
  const [source, setSource] = useState('')
  const [encoding, setEncoding] = useState('utf-8')
  const [mapping, setMapping] = useState<Partial<Record<(typeof fields)[number], string>>>({})
  const [percent, setPercent] = useState<number | null>(null)

  const read = async (chosen: File, as: string) => {
    const found = await titlesOf(chosen, as)
    setTitles(found)
    setMapping(
      Object.fromEntries(
        fields.flatMap((field) =>
          found
            .filter((title) => guesses[field].test(title))
            .slice(0, 1)
            .map((title) => [field, title]),
        ),
      ),
    )
  }
  const choose = async (chosen: File) => {
    setFile(chosen)
    // Another file is another system until somebody says otherwise: two under one code would be counted as one.
    setSource(/^[a-z][a-z0-9_]*/.exec(chosen.name.toLowerCase())?.[0] ?? '')
    await read(chosen, encoding)
  }
  const start = async () => {
    if (!file) return
    const id = newId()
    const size = 1_000_000
    try {
      setPercent(0)
      await api.batch('/api/admin/resolution/files', { files: [{ id, source, name: file.name, encoding, mapping }] })
      for (let at = 0, part = 0; at < file.size; at += size, part++) {
        const response = await fetch(`/api/admin/resolution/files/${id}/parts/${part}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/octet-stream' },
          body: file.slice(at, at + size),
        })
        if (!response.ok) throw new Error(((await response.json()) as { detail?: string }).detail ?? String(response.status))
        setPercent(Math.round((100 * Math.min(file.size, at + size)) / file.size))
      }
      const [outcome] = await api.batch(runs_path, { runs: [{ id: newId(), file_ids: [id] }] })
      if (outcome?.status === 'started') void tell.success(t('run_started'))
      else void tell.error(`${t('refused')}${outcome?.detail ?? outcome?.status}`, 6)
      setFile(null)
      setTitles([])
      await client.invalidateQueries({ queryKey: [runs_path] })
    } catch (error) {
      void tell.error(`${t('refused')}${(error as Error).message}`, 6)
    } finally {
      setPercent(null)
    }
  }
  return (
    <section className="panel">
      <h2>{t('new_run')}</h2>
      <DropFile
        title={file?.name ?? t('pick_file')}
        hint={t('pick_file_hint')}
        accept=".csv,.txt,.tsv,.xlsx"
        take={(one) => void choose(one)}
      />
      {file ? (
        <>
          <div className="map-grid">
            <div>
              <span>{t('source_code')}</span>
              <Input aria-label={t('source_code')} value={source} onChange={(event) => setSource(event.target.value)} />
            </div>
            <div>
              <span>{t('encoding')}</span>
              <Select
                aria-label={t('encoding')}
                value={encoding}
                options={['utf-8', 'gb18030', 'big5', 'utf-16le'].map((value) => ({ value, label: value.toUpperCase() }))}
                onChange={(value) => {
                  setEncoding(value)
                  void read(file, value)
                }}
              />
            </div>
            {fields.map((field) => (
              <div key={field}>
                <span>{t(field)}</span>
                <Select
                  aria-label={t(field)}
                  value={mapping[field] ?? ''}
                  options={[{ value: '', label: t('not_mapped') }, ...titles.map((title) => ({ value: title, label: title }))]}
                  onChange={(value) => setMapping(({ [field]: _, ...others }) => (value === '' ? others : { ...others, [field]: value }))}
                />
              </div>
            ))}
          </div>
          <Button type="primary" disabled={percent !== null || !/^[a-z][a-z0-9_]{0,39}$/.test(source)} onClick={() => void start()}>
            {percent === null ? t('start') : t('sending', { percent })}
          </Button>
        </>
      ) : null}
    </section>
  )
}
