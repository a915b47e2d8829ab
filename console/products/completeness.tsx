import { DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Progress, Tooltip, Upload } from 'antd'
import { useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { call, type RowOf } from '../shared/api.ts'
import { ListPage, useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { refusalIn } from '../shared/refusals.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { defineText, useLanguage } from '../shared/text.ts'
import { Status, TwoLines } from '../shared/values.tsx'
import { lifecycleTone } from './model.ts'
import { Sheets, sheetLists } from './sheets.tsx'
import { useText } from './text.ts'

const useWords = defineText(
  'completeness',
  {
    title: '完整度与资料',
    hint: '每件商品离各渠道的要求还差什么；点开去补。',
    empty: '没有商品',
    find: '商品名称或编码',
    product: '商品',
    state: '状态',
    surface_mall: '商城',
    surface_marketplace: '平台店',
    surface_store: '门店',
    zh: '中文',
    en: '英文',
    complete: '齐全',
    lacks: '缺：{{what}}',
    lack_title: '名称',
    lack_subtitle: '副标题',
    lack_selling_points: '三条卖点',
    lack_story: '故事',
    lack_specifications: '规格参数',
    lack_cover: '主图',
    lack_gallery: '三张图',
    lack_price: '售价',
    lack_barcode: '条码',
    lack_weight: '重量',
    export: '导出全部',
    import: '导入表格',
    pictures: '上传图片包',
    pictures_hint: 'zip 内图片按“商品或规格编码_序号.jpg”命名',
    pictures_done: '已放入 {{good}} 张，未放入 {{bad}} 张',
    fate_saved: '已放入',
    fate_already_saved: '已经有了',
    fate_proposed: '等别人审批后放入',
    fate_already_proposed: '等别人审批后放入',
    close: '知道了',
  },
  {
    title: 'Completeness',
    hint: 'What each product still lacks for each kind of channel; open one to mend it.',
    empty: 'No products',
    find: 'Product name or code',
    product: 'Product',
    state: 'State',
    surface_mall: 'Mall',
    surface_marketplace: 'Marketplaces',
    surface_store: 'Stores',
    zh: 'Chinese',
    en: 'English',
    complete: 'Complete',
    lacks: 'Lacks: {{what}}',
    lack_title: 'title',
    lack_subtitle: 'subtitle',
    lack_selling_points: 'three selling points',
    lack_story: 'story',
    lack_specifications: 'specifications',
    lack_cover: 'cover',
    lack_gallery: 'three pictures',
    lack_price: 'price',
    lack_barcode: 'barcode',
    lack_weight: 'weight',
    export: 'Export all',
    import: 'Import a sheet',
    pictures: 'Send pictures',
    pictures_hint: 'A zip of pictures named `product-or-SKU_number.jpg`',
    pictures_done: '{{good}} placed, {{bad}} not placed',
    fate_saved: 'placed',
    fate_already_saved: 'was there',
    fate_proposed: 'placed once somebody approves',
    fate_already_proposed: 'placed once somebody approves',
    close: 'Close',
  },
)

type Row = RowOf<'/api/admin/products/completeness'>
type Score = Row['scores'][number]
const row_id = (row: Row) => row.spu_id
const surfaces = ['mall', 'marketplace', 'store'] as const

/** How complete products are for each kind of channel and language; and products out and in as files. */
export function Component() {
  const t = useWords()
  const text = useText()
  const inLanguage = useInLanguage()
  return (
    <ListPage<Row>
      name="product-completeness"
      title={t('title')}
      hint={t('hint')}
      path="/api/admin/products/completeness"
      row_id={row_id}
      row_name={(row) => inLanguage(row.title)}
      row_height={52}
      columns={useColumns()}
      search={{ key: 'q', placeholder: t('find') }}
      actions={<Files />}
      card={(row) => (
        <>
          <div className="card-row">
            <Link className="strong" to={`/products/${row.spu_id}`}>
              {inLanguage(row.title)}
            </Link>
            <Status tone={lifecycleTone(row.lifecycle)}>{text.maybe(`lifecycle_${row.lifecycle}`, row.lifecycle)}</Status>
          </div>
          <div className="card-row second">
            <span>{row.spu_id}</span>
            <span className="number">{row.scores[0]!.score}%</span>
          </div>
        </>
      )}
      empty={{ title: t('empty') }}
    />
  )
}

function useColumns(): Column<Row>[] {
  const t = useWords()
  const text = useText()
  const inLanguage = useInLanguage()
  return useMemo(
    () => [
      {
        key: 'product',
        title: t('product'),
        width: 280,
        grow: true,
        render: (row) => <TwoLines first={<Link to={`/products/${row.spu_id}`}>{inLanguage(row.title)}</Link>} second={row.spu_id} />,
        value: (row) => row.spu_id,
      },
      {
        key: 'lifecycle',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={lifecycleTone(row.lifecycle)}>{text.maybe(`lifecycle_${row.lifecycle}`, row.lifecycle)}</Status>,
        value: (row) => row.lifecycle,
      },
      ...surfaces.map(
        (surface): Column<Row> => ({
          key: surface,
          title: t(`surface_${surface}`),
          width: 190,
          render: (row) => (
            <TwoLines first={<Bar score={scoreOf(row, surface, 'zh')} />} second={<Bar score={scoreOf(row, surface, 'en')} />} />
          ),
          value: (row) => scoreOf(row, surface, 'zh')?.score ?? null,
        }),
      ),
    ],
    [t, text, inLanguage],
  )
}

const scoreOf = (row: Row, surface: Score['surface'], lang: Score['lang']) =>
  row.scores.find((one) => one.surface === surface && one.lang === lang)

function Bar({ score }: { score: Score | undefined }) {
  const t = useWords()
  if (!score) return null
  const what = score.missing.map((one) => t(`lack_${one}`)).join('、')
  const said = what ? t('lacks', { what }) : t('complete')
  return (
    <Tooltip title={said}>
      <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
        <span className="faint" style={{ width: 40, flex: 'none' }}>
          {t(score.lang)}
        </span>
        <Progress percent={score.score} size="small" aria-label={said} style={{ margin: 0, flex: 1 }} />
      </span>
    </Tooltip>
  )
}

interface Sent {
  name: string
  spu_id: string | null
  status: string
  detail: string | null
}
const placed = ['saved', 'already_saved', 'proposed', 'already_proposed']

function Files() {
  const t = useWords()
  const may = useMay()
  const tell = useTell()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [sent, setSent] = useState<Sent[] | null>(null)
  const send = async (file: Blob) => {
    setBusy(true)
    try {
      setSent((await call<{ items: Sent[] }>('POST', picturesPath, { body: file })).items)
      await queries.invalidateQueries({ queryKey: ['/api/admin/products/completeness'] })
    } catch (error) {
      void tell.error((error as Error).message, 8)
    }
    setBusy(false)
  }
  return (
    <>
      <Button icon={<DownloadOutlined />} href="/api/admin/products/export?format=xlsx">
        {t('export')}
      </Button>
      {may('products.import') ? <Button onClick={() => void navigate('/imports/new?importer=products')}>{t('import')}</Button> : null}
      <Sheets lists={sheetLists} />
      {may('products.edit') ? (
        <Upload
          accept=".zip"
          showUploadList={false}
          beforeUpload={(file) => {
            void send(file)
            return false
          }}
        >
          <Button loading={busy} title={t('pictures_hint')}>
            {t('pictures')}
          </Button>
        </Upload>
      ) : null}
      {sent ? <Fates sent={sent} close={() => setSent(null)} /> : null}
    </>
  )
}

const picturesPath = '/api/admin/products/pictures'

/** Where each picture of the file went, those that went nowhere first, with what to do. */
function Fates({ sent, close }: { sent: Sent[]; close(): void }) {
  const t = useWords()
  const language = useLanguage()
  const good = (one: Sent) => placed.includes(one.status)
  const rows = [...sent].sort((a, b) => Number(good(a)) - Number(good(b)))
  const bad = sent.filter((one) => !good(one)).length
  const saidOf = ({ status, detail }: Sent) =>
    detail && !placed.includes(status) ? refusalIn(picturesPath, { status, detail }, language) : t.maybe(`fate_${status}`, status)
  return (
    <Modal
      open
      title={t('pictures_done', { good: sent.length - bad, bad })}
      footer={<Button onClick={close}>{t('close')}</Button>}
      onCancel={close}
      width={640}
    >
      <ul className="rows" style={{ maxHeight: '60vh', overflowY: 'auto' }}>
        {rows.map((one) => (
          <li key={one.name}>
            <span style={{ flex: '1 1 200px', overflowWrap: 'anywhere' }}>{one.name}</span>
            <span className={good(one) ? 'faint' : 'problem'} style={{ flex: '1 1 200px', margin: 0 }}>
              {saidOf(one)}
            </span>
            {one.spu_id ? <Link to={`/products/${one.spu_id}`}>{one.spu_id}</Link> : null}
          </li>
        ))}
      </ul>
    </Modal>
  )
}
