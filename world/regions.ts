import type { Address } from './types.ts'

/** The districts in which the sample enterprise has people, goods or customers: code, names, a point near the centre. */
export type Region = {
  code: string
  province: string
  city: string
  district: string
  name_en: string
  longitude: number
  latitude: number
}

const rows: [string, string, string, string, string, number, number][] = [
  ['500103', '重庆市', '重庆市', '渝中区', 'Yuzhong', 106.5754, 29.5591],
  ['500105', '重庆市', '重庆市', '江北区', 'Jiangbei', 106.5804, 29.6128],
  ['500106', '重庆市', '重庆市', '沙坪坝区', 'Shapingba', 106.4645, 29.5472],
  ['500107', '重庆市', '重庆市', '九龙坡区', 'Jiulongpo', 106.5176, 29.5079],
  ['500108', '重庆市', '重庆市', '南岸区', "Nan'an", 106.6684, 29.5027],
  ['500112', '重庆市', '重庆市', '渝北区', 'Yubei', 106.6376, 29.7239],
  ['500113', '重庆市', '重庆市', '巴南区', 'Banan', 106.5475, 29.4085],
  ['500102', '重庆市', '重庆市', '涪陵区', 'Fuling', 107.3964, 29.7093],
  ['500101', '重庆市', '重庆市', '万州区', 'Wanzhou', 108.4156, 30.8136],
  ['500154', '重庆市', '重庆市', '开州区', 'Kaizhou', 108.4027, 31.1723],
  ['500114', '重庆市', '重庆市', '黔江区', 'Qianjiang', 108.7776, 29.5388],
  ['500235', '重庆市', '重庆市', '云阳县', 'Yunyang', 108.7034, 30.9366],
  ['500236', '重庆市', '重庆市', '奉节县', 'Fengjie', 109.4705, 31.0246],
  ['500237', '重庆市', '重庆市', '巫山县', 'Wushan', 109.8855, 31.0805],
  ['500242', '重庆市', '重庆市', '酉阳土家族苗族自治县', 'Youyang', 108.7607, 28.8412],
  ['110105', '北京市', '北京市', '朝阳区', 'Chaoyang, Beijing', 116.4496, 39.9265],
  ['110115', '北京市', '北京市', '大兴区', 'Daxing, Beijing', 116.3486, 39.7326],
  ['310115', '上海市', '上海市', '浦东新区', 'Pudong, Shanghai', 121.5505, 31.2273],
  ['320115', '江苏省', '南京市', '江宁区', 'Jiangning, Nanjing', 118.8466, 31.9585],
  ['320583', '江苏省', '苏州市', '昆山市', 'Kunshan, Suzhou', 120.9875, 31.3909],
  ['330106', '浙江省', '杭州市', '西湖区', 'Xihu, Hangzhou', 120.1364, 30.2659],
  ['370102', '山东省', '济南市', '历下区', 'Lixia, Jinan', 117.0826, 36.6722],
  ['420111', '湖北省', '武汉市', '洪山区', 'Hongshan, Wuhan', 114.3505, 30.5063],
  ['420112', '湖北省', '武汉市', '东西湖区', 'Dongxihu, Wuhan', 114.1435, 30.6259],
  ['430104', '湖南省', '长沙市', '岳麓区', 'Yuelu, Changsha', 112.9374, 28.2415],
  ['440106', '广东省', '广州市', '天河区', 'Tianhe, Guangzhou', 113.3685, 23.1304],
  ['440304', '广东省', '深圳市', '福田区', 'Futian, Shenzhen', 114.0615, 22.5285],
  ['440606', '广东省', '佛山市', '顺德区', 'Shunde, Foshan', 113.3005, 22.8105],
  ['510107', '四川省', '成都市', '武侯区', 'Wuhou, Chengdu', 104.0494, 30.5986],
  ['510116', '四川省', '成都市', '双流区', 'Shuangliu, Chengdu', 103.9304, 30.5804],
  ['520111', '贵州省', '贵阳市', '花溪区', 'Huaxi, Guiyang', 106.6764, 26.4159],
  ['530103', '云南省', '昆明市', '盘龙区', 'Panlong, Kunming', 102.7585, 25.1224],
  ['610113', '陕西省', '西安市', '雁塔区', "Yanta, Xi'an", 108.9514, 34.2206],
  ['150105', '内蒙古自治区', '呼和浩特市', '赛罕区', 'Saihan, Hohhot', 111.7084, 40.7984],
]

export const regions: Region[] = rows.map(([code, province, city, district, name_en, longitude, latitude]) => ({
  code,
  province,
  city,
  district,
  name_en,
  longitude,
  latitude,
}))

const by_code = new Map(regions.map((region) => [region.code, region]))

/** The region of a code; a code this world does not know is a mistake in the world itself. */
export function regionOf(code: string): Region {
  const region = by_code.get(code)
  if (!region) throw new Error(`region ${code} is not in world/regions.ts`)
  return region
}

/** A postal address in a known region. */
export function addressIn(code: string, street: string): Address {
  const { province, city, district } = regionOf(code)
  return { region_code: code, province, city, district, street }
}
