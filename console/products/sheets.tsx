import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useNavigate } from 'react-router'
import { useMay } from '../shared/session.ts'
import { useText } from './text.ts'

export const sheetLists = ['categories', 'bundles', 'configurators', 'product_links', 'elsewhere', 'competitors'] as const

/** Lists beside the products as spreadsheets: out, and in again with a preview and bad rows returned. */
export function Sheets({ lists }: { lists: readonly (typeof sheetLists)[number][] }) {
  const t = useText()
  const may = useMay()
  const navigate = useNavigate()
  const items = lists.map((list) => ({
    type: 'group' as const,
    key: list,
    label: t(`sheet_${list}`),
    children: [
      { key: `${list}.out`, label: <a href={`/api/admin/products/lists/${list}/export?format=xlsx`}>{t('sheet_out')}</a> },
      ...(may('products.import')
        ? [{ key: `${list}.in`, label: t('sheet_in'), onClick: () => void navigate(`/imports/new?importer=${list}`) }]
        : []),
    ],
  }))
  return (
    <Dropdown menu={{ items, style: { maxHeight: '70vh', overflowY: 'auto' } }} trigger={['click']}>
      <Button>
        {t('sheets')} <DownOutlined />
      </Button>
    </Dropdown>
  )
}
