import { colorways } from '../pictures/colorways.ts'
import type { Attribute, AttributeType } from '../types.ts'
import { both } from '../words.ts'

/** Flags: r required, c comparable, f filterable, v makes variants. */
export function attribute(
  type: AttributeType,
  key: string,
  name: string,
  flags: string,
  unit: string | null = null,
  choices: Record<string, string> = {},
): Attribute {
  return {
    key,
    name: both(name),
    type,
    unit: unit || null,
    choices: Object.entries(choices).map(([value, text]) => ({ value, name: both(text) })),
    required: flags.includes('r'),
    comparable: flags.includes('c'),
    filterable: flags.includes('f'),
    variant_making: flags.includes('v'),
  }
}
export const num = (key: string, name: string, unit: string, flags = 'rc') => attribute('number', key, name, flags, unit || null)
export const txt = (key: string, name: string, flags = 'rc') => attribute('text', key, name, flags)
export const pick = (key: string, name: string, choices: Record<string, string>, flags = 'rcf') =>
  attribute('choice', key, name, flags, null, choices)
export const color = attribute(
  'color',
  'color',
  '颜色 | Color',
  'fv',
  null,
  Object.fromEntries(Object.entries(colorways).map(([value, { name }]) => [value, `${name.zh} | ${name.en}`])),
)
export const pack = attribute('text', 'pack', '规格 | Pack', 'fv')

export const grade = pick('energy_grade', '能效等级 | Energy grade', {
  '1': '一级 | Grade 1',
  '2': '二级 | Grade 2',
  '3': '三级 | Grade 3',
})
export const width = num('width_mm', '宽 | Width', 'mm')
export const depth = num('depth_mm', '深 | Depth', 'mm')
export const height = num('height_mm', '高 | Height', 'mm')
export const noise = num('noise_db', '噪声 | Noise', 'dB(A)')
export const rated = num('power_watts', '额定功率 | Rated power', 'W')
export const net = num('net_grams', '净含量 | Net content', 'g')
export const shelf = txt('storage', '贮存 | Storage', 'r')
export const origin = txt('origin', '产地 | Origin', 'rcf')
export const link = pick(
  'link',
  '联网 | Connection',
  { none: '不联网 | None', wifi: 'Wi-Fi | Wi-Fi', zigbee: 'Zigbee | Zigbee', mesh: '蓝牙 Mesh | Bluetooth mesh', cellular: '4G | 4G' },
  'cf',
)

export type Row = [id: string, parent: string | null, name: string, picture: string, attributes: Attribute[]]
