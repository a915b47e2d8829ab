/**
 * What people type and what they mean by it, judged by hand over the sample enterprise's products on offer. Written before the ranking was; a
 * query is corrected only where the judgment itself was wrong, with the reason in the commit.
 */
export interface JudgedQuery {
  q: string
  kind: 'word' | 'pinyin' | 'initials' | 'typo' | 'unit' | 'brand' | 'synonym' | 'phrase' | 'english' | 'code'
  /** Products that answer the query. */
  good: readonly string[]
}

const refrigerators =
  'jl-ref-shanlan jl-ref-shanlan-610 jl-ref-shanlan-430 jl-ref-chuxue jl-ref-chuxue-178 jl-ref-mubai jl-ref-xinpai jl-freeze-dongcang jl-freeze-woshi jl-ref-bingba'
const televisions =
  'jl-tv-wangjiang-65 jl-tv-wangjiang-75 jl-tv-wangjiang-85 jl-tv-wangjiang-98 jl-tv-xiaoyuan-43 jl-tv-xiaoyuan-55 jl-tv-huazhou-55 jl-tv-ertong-32 jl-tv-huazhou-65 jl-tv-kaiting-75'
const conditioners = 'jl-ac-songfeng-35 jl-ac-songfeng-26 jl-ac-songfeng-50 jl-ac-songfeng-72 jl-ac-yidong'
const washers = 'jl-wash-xichen-10 jl-wash-xichen-dry jl-wash-hongyun jl-wash-xiaowan jl-wash-huanchen-12 jl-wash-huanchen-8 jl-wash-qinzi'
const heaters = 'jl-heat-nuanquan-60 jl-heat-nuanquan-80 jl-heat-liuyun jl-heat-xiaochu'
const riceCookers =
  'jl-rice-tuzao-4 jl-rice-tuzao-3 jl-rice-tuzao-5p jl-rice-lvxing jl-micro-kongqi jl-rice-ditang jl-rice-chuiniu jl-rice-fangtang'
const hoods = 'jl-hood-liangyue jl-hood-cexi jl-hood-ding'
const robots = 'jl-robot-xunjia jl-robot-xunjia-lite jl-robot-xunjia-pro jl-robot-boli jl-robot-shouchi jl-robot-xidi'
const purifiers = 'jl-air-linjian-500 jl-air-linjian-300 jl-air-linjian-800 jl-kong-jiashi jl-kong-chezai jl-kong-chongwu'
const fans = 'jl-fan-wanxia jl-fan-xunhuan jl-fan-ta jl-fan-tai'
const locks = 'jl-lock-ankou jl-lock-zhiban jl-lock-maoyan'
const cameras = 'jl-cam-kanjia jl-cam-yuanmen jl-cam-tianjian jl-cam-chongwu jl-cam-mengling jl-cam-yinger'
const formulas =
  'zm-chusheng zm-youji zm-goat zm-shuijie zm-xiaoguan zm-zhuanjia zm-a2 zm-xiaotong-4 zm-zaochan zm-ertong zm-mama zm-zhonglao zm-xuesheng zm-tuozhi'
const liquidMilks = 'zm-chunniunai zm-ertongnai zm-suannai zm-youjinai zm-didinai zm-naibei zm-gaogai zm-keke'
const bottles = 'zm-boli-240 zm-ppsu-240'
const diapers = 'zm-yunduo zm-yunduo-la zm-yedong zm-youyong'
const oranges = 'yl-orange-xia yl-blood-orange yl-show-caizhai'
const hotpots = 'yl-hotpot-niuyou yl-hotpot-weila yl-hotpot-qing yl-hotpot-suancai'
const teas = 'yl-tea-maojian yl-tea-hong yl-tea-molihua yl-tea-hei yl-tea-bai yl-tea-tiancha'
const wines = 'yl-wine-gaoliang yl-wine-gaoliang-10 yl-wine-meijiu yl-wine-mijiu yl-wine-juzi yl-wine-gift yl-wine-yangmei yl-wine-laozao'
const wallboxes =
  'xn-wall-xiyan-7 xn-wall-xiyan-11 xn-wall-xiyan-21 xn-wall-bihu xn-wall-zhuli xn-dc-shanyi-60 xn-dc-shanyi-120 xn-dc-shanyi-240 xn-dc-xiaozhan xn-wall-diandong xn-port-suiche'
const sockets = 'xn-sock-pingan xn-sock-usb xn-sock-zhineng xn-sock-guidao xn-sock-wukong'
const lamps =
  'xn-lamp-xidu xn-lamp-yuantai xn-lamp-yedeng xn-lamp-luodi xn-lamp-tingyuan xn-lamp-jingxi xn-lamp-chufang xn-lamp-canting xn-lamp-toudeng'
const cars = 'xn-car-lantu xn-car-guyu xn-car-mangzhong xn-car-chushu xn-car-shuangjiang'
const solars = 'xn-solar-wading xn-solar-yangtai xn-solar-zhedie'
const batteries = 'xn-store-gongdeng xn-store-yeying xn-store-xiaoying xn-store-duicha xn-store-shangyong'
const postcards = 'yl-card-yubei yl-card-manman yl-card-suodao'
const albums =
  'yl-stamp-sanxia yl-stamp-shengxiao yl-stamp-liangjiang yl-stamp-jieqi yl-stamp-ka yl-stamp-fengjing yl-stamp-dongwu yl-stamp-qiaoliang'
const trains = 'yl-rail-cd yl-rail-wz yl-rail-xa yl-rail-gy yl-rail-wh yl-rail-gz'

const judge = (kind: JudgedQuery['kind'], rows: Record<string, string>): JudgedQuery[] =>
  Object.entries(rows).map(([q, good]) => ({ q, kind, good: good.split(' ') }))

export const judged: readonly JudgedQuery[] = [
  ...judge('word', {
    冰箱: refrigerators,
    电视: televisions,
    空调: conditioners,
    洗衣机: washers,
    热水器: heaters,
    电饭煲: riceCookers,
    油烟机: hoods,
    净化器: purifiers,
    风扇: fans,
    门锁: locks,
    摄像头: cameras,
    奶粉: formulas,
    牛奶: liquidMilks,
    奶瓶: bottles,
    纸尿裤: diapers,
    火锅底料: hotpots,
    茶叶: teas,
    酒: wines,
    充电桩: wallboxes,
    插座: sockets,
    明信片: postcards,
    邮册: albums,
    脐橙: oranges,
    蜂蜜: 'yl-honey',
    冰柜: 'jl-freeze-dongcang jl-freeze-woshi',
    吸尘器: 'jl-robot-shouchi jl-robot-xunjia jl-robot-xunjia-lite',
    延保: 'jl-care-warranty',
  }),
  ...judge('pinyin', {
    bingxiang: refrigerators,
    dianshi: televisions,
    naifen: formulas,
    kongtiao: conditioners,
    xiyiji: washers,
    chongdianzhuang: wallboxes,
    saodijiqiren: robots,
    qicheng: oranges,
    'jilang bingxiang': refrigerators,
    zhimunaifen: formulas,
    huoguo: hotpots,
  }),
  ...judge('initials', {
    bx: refrigerators,
    dfb: riceCookers,
    kt: conditioners,
    xyj: washers,
    cdz: wallboxes,
    znk: diapers,
    mxp: postcards,
  }),
  ...judge('typo', {
    冰想: refrigerators,
    电饭包: riceCookers,
    洗衣几: washers,
    充电庄: wallboxes,
    奶纷: formulas,
    binxiang: refrigerators,
    dianhsi: televisions,
    refrigeratr: refrigerators,
    televison: televisions,
    门所: locks,
  }),
  ...judge('unit', {
    '55寸': 'jl-tv-xiaoyuan-55 jl-tv-huazhou-55',
    '75英寸电视': 'jl-tv-wangjiang-75 jl-tv-kaiting-75',
    '65" 电视': 'jl-tv-wangjiang-65 jl-tv-huazhou-65',
    '1.5匹': 'jl-ac-songfeng-35',
    '10公斤洗衣机': 'jl-wash-xichen-10 jl-wash-xichen-dry jl-wash-hongyun',
    '10kg 洗衣机': 'jl-wash-xichen-10 jl-wash-xichen-dry jl-wash-hongyun',
    '7kw充电桩': 'xn-wall-xiyan-7 xn-wall-zhuli',
    '7千瓦': 'xn-wall-xiyan-7 xn-wall-zhuli',
    '250毫升牛奶': 'zm-chunniunai zm-youjinai zm-didinai zm-gaogai zm-keke',
    '800克奶粉': 'zm-chusheng zm-youji zm-goat zm-shuijie zm-zhuanjia zm-a2 zm-xiaotong-4 zm-ertong zm-mama zm-zhonglao zm-tuozhi',
    '4L电饭煲': 'jl-rice-tuzao-4 jl-rice-ditang',
    '5斤 柠檬': 'yl-fruit-lemon',
  }),
  ...judge('brand', {
    霁朗冰箱: refrigerators,
    '霁朗 电视': televisions,
    稚牧奶粉: formulas,
    煦能充电桩: wallboxes,
    驿邻明信片: postcards,
    '霁朗 山岚': 'jl-ref-shanlan jl-ref-shanlan-610 jl-ref-shanlan-430',
    煦能电动汽车: cars,
    '霁朗 松风': 'jl-ac-songfeng-35 jl-ac-songfeng-26 jl-ac-songfeng-50 jl-ac-songfeng-72',
  }),
  ...judge('synonym', {
    雪柜: refrigerators,
    彩电: televisions,
    电视机: televisions,
    电饭锅: riceCookers,
    抽油烟机: hoods,
    尿不湿: diapers,
    监控: cameras,
    充电器: wallboxes,
    白酒: 'yl-wine-gaoliang yl-wine-gaoliang-10 yl-wine-gift',
    火车票: trains,
    话费: 'yl-top-huafei',
    橙子: oranges,
    插排: 'xn-sock-pingan xn-sock-usb xn-sock-guidao xn-sock-zhineng',
    电瓶车充电: 'xn-wall-diandong',
  }),
  ...judge('phrase', {
    儿童房空调: 'jl-ac-songfeng-26',
    宠物净化器: 'jl-kong-chongwu',
    嵌入式冰箱: 'jl-ref-mubai',
    燃气热水器: 'jl-heat-liuyun',
    有机奶粉: 'zm-youji',
    羊奶粉: 'zm-goat',
    零乳糖牛奶: 'zm-didinai',
    中老年奶粉: 'zm-zhonglao',
    人脸门锁: 'jl-lock-maoyan',
    户外电源: 'xn-store-yeying xn-store-xiaoying',
    家用储能: 'xn-store-gongdeng xn-store-duicha',
    '太阳能 灯': 'xn-lamp-tingyuan xn-lamp-toudeng',
    去成都的高铁: 'yl-rail-cd',
    我想买一台冰箱: refrigerators,
    便宜的电视: televisions,
    '牛油 火锅': 'yl-hotpot-niuyou',
    台灯: 'xn-lamp-xidu',
    光伏板: solars,
  }),
  ...judge('english', {
    refrigerator: refrigerators,
    'washing machine': washers,
    TV: televisions,
    'OLED television': 'jl-tv-huazhou-55 jl-tv-huazhou-65',
    'baby formula': formulas,
    'green tea': 'yl-tea-maojian',
    'electric car': cars,
    lamp: lamps,
    'home battery': batteries,
  }),
  ...judge('code', {
    'jl-tv-huazhou-55': 'jl-tv-huazhou-55',
    'JL-REF-SHANLAN': 'jl-ref-shanlan jl-ref-shanlan-610 jl-ref-shanlan-430',
  }),
]
