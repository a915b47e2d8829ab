import type { Text } from '../types.ts'
import { both } from '../words.ts'

/**
 * A colorway is one material under the light from the upper left: `light` where the light falls, `base` its own
 * color, `shade` away from the light, `deep` for seams and feet, `accent` for the one thing that should be noticed.
 */
export type Colorway = { name: Text; light: string; base: string; shade: string; deep: string; accent: string; wash: string }

const row = (name: string, light: string, base: string, shade: string, deep: string, accent: string, wash: string): Colorway => ({
  name: both(name),
  light,
  base,
  shade,
  deep,
  accent,
  wash,
})

export const colorways: Record<string, Colorway> = {
  white: row('雾白 | Mist white', '#FFFFFF', '#F3F5F8', '#D5DBE3', '#8A95A5', '#2558C9', '#E9EFF8'),
  cream: row('奶油 | Cream', '#FFFBF2', '#F8EEDC', '#E2D0B1', '#A08A66', '#C9803B', '#FBF3E4'),
  silver: row('星河银 | Silver', '#F7F9FB', '#D9DFE6', '#A8B3C0', '#5D6978', '#2558C9', '#EAF0F6'),
  graphite: row('石墨灰 | Graphite', '#8792A0', '#56616F', '#363F4B', '#1B222B', '#6E95FF', '#E6EAF0'),
  black: row('曜夜黑 | Night black', '#5A636F', '#2B323B', '#171C22', '#0A0D11', '#5FA8FF', '#E8EBEF'),
  champagne: row('香槟金 | Champagne', '#FBF1E0', '#E9D3AE', '#C4A477', '#7D6340', '#A3682B', '#FAF1E2'),
  mist: row('远山蓝 | Far-hill blue', '#E5EEF6', '#B4CADD', '#819DB6', '#435E78', '#2A66A8', '#E8F1F8'),
  sage: row('苔原绿 | Sage', '#EAF1E6', '#BBCFB2', '#8BA681', '#4B6544', '#2F7D4F', '#EDF4E9'),
  rose: row('蔷薇粉 | Rose', '#FFF1EF', '#F5CBC5', '#D99C96', '#985B57', '#C2504A', '#FCEDEA'),
  red: row('朱砂红 | Cinnabar', '#F5856F', '#D6402B', '#A62A1A', '#6A160C', '#FFD27A', '#FCEBE6'),
  indigo: row('靛蓝 | Indigo', '#7F9FF0', '#2F5BD0', '#1D3F9C', '#102561', '#FFC861', '#E7EDFC'),
  sky: row('晴空蓝 | Sky blue', '#E2F3FC', '#9BD0EC', '#5FA5CB', '#2D678A', '#0D7FA5', '#E6F4FB'),
  jade: row('青玉 | Jade', '#86D0B5', '#2C9576', '#1B6E56', '#0D4335', '#F2C463', '#E4F4EE'),
  amber: row('琥珀 | Amber', '#FCE2A6', '#EDB34A', '#C58525', '#7C4F10', '#B6401F', '#FDF3DD'),
  orange: row('脐橙 | Orange', '#FFC77A', '#F2912E', '#CE6A16', '#8A400A', '#3C8C46', '#FEF1DE'),
  walnut: row('胡桃木 | Walnut', '#C39A72', '#96694A', '#6B472F', '#3F2818', '#E3B778', '#F5ECE2'),
  bamboo: row('竹青 | Bamboo', '#D9E6A8', '#A4BF62', '#75903B', '#43561D', '#C4572E', '#F3F7E4'),
  plum: row('梅紫 | Plum', '#C99AC0', '#8D4F86', '#673460', '#3C1A38', '#F1C15B', '#F6EAF4'),
}
