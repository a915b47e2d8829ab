// What generated customers and their addresses are made of, and how it is written wrongly. No part of the matcher looks in here.

// Given-name characters by sound: noise of the ear and of the input method swaps within a group.
export const sounds: Record<string, string> = {
  wei: '伟玮炜薇维卫', fang: '芳方', na: '娜', min: '敏旻', jing: '静婧靖晶菁敬', li: '丽莉立力励', qiang: '强', lei: '磊蕾雷', jun: '军君俊骏峻钧',
  yang: '洋阳扬', yong: '勇永咏', yan: '艳燕彦岩妍', jie: '杰洁捷婕', juan: '娟', tao: '涛韬', ming: '明铭鸣', chao: '超', xiu: '秀', xia: '霞', ping: '平萍',
  gang: '刚钢', gui: '桂贵', jia: '佳嘉家', yi: '怡宜仪毅艺', xin: '欣新馨鑫昕', yu: '雨宇玉语钰', xuan: '轩萱璇', hao: '浩昊皓豪', zi: '子梓紫', han: '涵晗',
  bo: '博波', wen: '文雯', si: '思', shi: '诗', qi: '琪琦奇', ying: '颖英莹影', ting: '婷', hui: '慧惠辉晖', yun: '云芸', zhi: '志智', guo: '国', jian: '建健剑',
  hua: '华桦', hong: '红宏虹鸿', hai: '海', lin: '林琳霖', feng: '峰锋凤枫', chun: '春', mei: '梅美', lan: '兰岚', xiao: '晓小筱', cheng: '成诚承', long: '龙',
  dong: '东冬', bin: '斌彬', peng: '鹏', fei: '飞菲', ling: '玲灵凌', qing: '清青庆晴', yue: '月悦越', rui: '瑞睿锐', ran: '然', ze: '泽', chen: '晨辰', xi: '曦熙希',
  le: '乐', xue: '雪', zhen: '珍真振', shu: '淑书', rong: '荣蓉', sheng: '生胜', jin: '金锦', liang: '亮良', nan: '楠南', kai: '凯', qin: '琴勤', bing: '兵冰',
} // biome-ignore format: a table
export const soundOf = new Map(Object.entries(sounds).flatMap(([sound, characters]) => [...characters].map((one) => [one, sound] as const)))
export const givenCharacters = [...soundOf.keys()]
export const surnames =
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 梁liang 郑zheng 罗luo 宋song 谢xie 唐tang 韩han 曹cao 许xu 邓deng 萧xiao 冯feng 曾zeng 程cheng 蔡cai 彭peng 潘pan 袁yuan 于yu 董dong 余yu 苏su 叶ye 吕lv 魏wei 蒋jiang 田tian 杜du 丁ding 沈shen 姜jiang 范fan 江jiang 傅fu 钟zhong 卢lu 汪wang 戴dai 崔cui 任ren 陆lu 廖liao 姚yao 方fang 金jin 邱qiu 夏xia 谭tan 韦wei 贾jia 邹zou 石shi 熊xiong 孟meng 秦qin 阎yan 薛xue 侯hou 雷lei 白bai 龙long 段duan 郝hao 孔kong 邵shao 史shi 毛mao 常chang 万wan 顾gu 赖lai 武wu 康kang 贺he 严yan 尹yin 钱qian 施shi 牛niu 洪hong 龚gong 欧阳ouyang 司马sima 诸葛zhuge'
    .split(' ')
    .map((one) => ({ han: one.replace(/[a-z]/g, ''), latin: one.replace(/[^a-z]/g, '') }))
export const toTraditional = new Map(
  '张張 刘劉 陈陳 杨楊 黄黃 赵趙 吴吳 孙孫 马馬 郑鄭 罗羅 谢謝 韩韓 许許 邓鄧 萧蕭 冯馮 苏蘇 叶葉 吕呂 蒋蔣 钟鐘 卢盧 陆陸 邱邱 谭譚 韦韋 贾賈 邹鄒 阎閻 龙龍 顾顧 赖賴 贺賀 严嚴 钱錢 龚龔 欧歐 诸諸 伟偉 玮瑋 炜煒 维維 卫衛 静靜 丽麗 强強 军軍 骏駿 钧鈞 阳陽 扬揚 艳艷 杰傑 洁潔 韬韜 涛濤 铭銘 鸣鳴 刚剛 钢鋼 贵貴 仪儀 艺藝 轩軒 莹瑩 颖穎 辉輝 晖暉 云雲 芸蕓 国國 剑劍 华華 桦樺 红紅 鸿鴻 峰峯 锋鋒 凤鳳 枫楓 兰蘭 岚嵐 晓曉 诚誠 东東 鹏鵬 飞飛 灵靈 庆慶 悦悅 锐銳 泽澤 乐樂 书書 荣榮 胜勝 锦錦 凯凱 诗詩 语語 钰鈺 宏宏 区區 号號 单單 楼樓 广廣 苏蘇 济濟 门門 宁寧 庄莊 园園 花花 县縣 汉漢 门門 长長 阳陽 龙龍 无無 锡錫'
    .split(' ')
    .map((pair) => [pair[0]!, pair[1]!] as const),
)
export const lookalikes = new Map(
  ['伟纬', '玲铃', '颖颍', '莹萤', '辉挥', '晴睛', '楠喃', '桂挂', '俊竣', '洁吉', '晓绕', '杰木', '婷停', '琳淋', '峰蜂', '浩洁', '明朋', '芳芬', '佳住', '欣钦', '雨两', '宇字', '海侮', '国圆', '志忘', '平乎', '华毕', '林杯', '春眷', '梅悔', '丽丙', '静睁', '敏敢', '思恩', '涵函', '博搏', '建律', '东车', '斌赋', '鹏腾', '红江', '玉王', '文丈', '生主', '春青', '军车', '霞露']
    .map((pair) => [pair[0]!, pair[1]!] as const),
) // biome-ignore format: a table
export const nicknames = ['爱吃鱼的猫', '夏天的风', '小太阳', '静待花开', '追风少年', '星辰大海', 'sunny', 'lucky', '一米阳光', '大白兔', '豆豆妈', '奔跑的蜗牛', '往事随风', 'Angel', '快乐每一天', '牛牛爸爸', 'cool_boy', '月亮不睡我不睡', '清风徐来', '阿甘'] // biome-ignore format: a list
export const cities =
  '北京市北京市:东城区 西城区 朝阳区 海淀区 丰台区|上海市上海市:黄浦区 徐汇区 静安区 浦东新区 闵行区|浙江省杭州市:西湖区 上城区 拱墅区 滨江区 余杭区|浙江省宁波市:海曙区 江北区 鄞州区 北仑区|江苏省南京市:玄武区 秦淮区 鼓楼区 建邺区 江宁区|江苏省苏州市:姑苏区 虎丘区 吴中区 相城区|江苏省无锡市:梁溪区 滨湖区 惠山区|广东省广州市:越秀区 海珠区 天河区 白云区 番禺区|广东省深圳市:福田区 罗湖区 南山区 宝安区 龙岗区|广东省佛山市:禅城区 南海区 顺德区|四川省成都市:锦江区 青羊区 武侯区 成华区 金牛区|重庆市重庆市:渝中区 江北区 南岸区 沙坪坝区 渝北区|湖北省武汉市:江岸区 武昌区 洪山区 汉阳区|湖南省长沙市:芙蓉区 岳麓区 雨花区 开福区|陕西省西安市:碑林区 雁塔区 莲湖区 未央区|山东省济南市:历下区 市中区 槐荫区 天桥区|山东省青岛市:市南区 市北区 崂山区 李沧区|河南省郑州市:中原区 二七区 金水区 惠济区|河北省石家庄市:长安区 桥西区 新华区 裕华区|辽宁省沈阳市:和平区 沈河区 铁西区 皇姑区|辽宁省大连市:中山区 西岗区 沙河口区 甘井子区|黑龙江省哈尔滨市:道里区 南岗区 香坊区|吉林省长春市:朝阳区 南关区 宽城区|福建省福州市:鼓楼区 台江区 仓山区|福建省厦门市:思明区 湖里区 集美区|江西省南昌市:东湖区 西湖区 青山湖区|安徽省合肥市:蜀山区 包河区 庐阳区|云南省昆明市:五华区 盘龙区 官渡区|贵州省贵阳市:南明区 云岩区 观山湖区|山西省太原市:小店区 迎泽区 杏花岭区'
    .split('|')
    .map((text) => {
      const [where, districts] = text.split(':') as [string, string]
      const [, province, city] = /^(.+?[省市])(.+市)$/.exec(where)!
      return { province: province!, city: city!, districts: districts.split(' ') }
    })
export const roads =
  '人民路 解放路 中山路 建设路 文三路 延安路 和平街 长江路 黄河路 新华街 胜利路 北京路 南京路 复兴路 学院路 公园路 健康路 文化街 光明路 幸福路 滨河路 湖滨路 迎宾大道 科技路 创业街 友谊路 工业路 青年路 红旗街 体育路 环城东路 环城西路 朝阳路 东风路 团结街 民主路 前进路 花园路 劳动路 车站路'.split(
    ' ',
  )
export const estates = '翠苑 万科 锦绣 阳光 金色 紫荆 碧水 绿城 世纪 御景 东方 星河 水岸 龙湖 香樟 梧桐 枫林 银杏 丽景 明珠'.split(' ')
export const estateKinds = '小区 花园 家园 新村 公寓 名苑 雅居 广场'.split(' ')
export const domains = ['qq.com', '163.com', '126.com', 'gmail.com', 'sina.com', 'outlook.com', 'hotmail.com', 'foxmail.com']
export const brokenDomains: Record<string, string> = { 'qq.com': 'qq.con', '163.com': '163.cm', '126.com': '126.con', 'gmail.com': 'gmial.com', 'sina.com': 'sina.cm', 'outlook.com': 'outlok.com', 'hotmail.com': 'hotmial.com', 'foxmail.com': 'foxmial.com' } // biome-ignore format: a table
export const honorifics = ['先生', '女士', '小姐', '老师', '师傅', '经理']
export const placeholderPhones = ['13800138000', '00000000000', '11111111111', '13000000000', '12345678901', '0']
export const placeholderEmails = ['none@none.com', 'test@test.com', 'noemail@163.com', '123@qq.com', 'a@a.com', '无']
export const prefixes = ['130', '131', '132', '133', '135', '136', '137', '138', '139', '150', '151', '152', '158', '159', '177', '180', '181', '185', '186', '187', '188', '189', '198', '199'] // biome-ignore format: a list
export const chineseDigits = '零一二三四五六七八九'
