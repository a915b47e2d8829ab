import { pinyin } from 'pinyin-pro'

/** Pairs of one traditional character and its simplified form, for names and addresses. */
const pairs =
  '張张劉刘陳陈楊杨黃黄趙赵吳吴孫孙馬马鄭郑羅罗謝谢韓韩許许鄧邓蕭萧馮冯蘇苏葉叶呂吕蔣蒋鐘钟鍾钟盧卢陸陆譚谭韋韦賈贾鄒邹閻阎龍龙顧顾賴赖賀贺嚴严錢钱龔龚歐欧諸诸偉伟瑋玮煒炜維维衛卫靜静麗丽強强軍军駿骏鈞钧陽阳揚扬艷艳傑杰潔洁韜韬濤涛銘铭鳴鸣剛刚鋼钢貴贵儀仪藝艺軒轩瑩莹穎颖輝辉暉晖雲云蕓芸國国劍剑華华樺桦紅红鴻鸿峯峰鋒锋鳳凤楓枫蘭兰嵐岚曉晓誠诚東东鵬鹏飛飞靈灵慶庆悅悦銳锐澤泽樂乐書书榮荣勝胜錦锦凱凯詩诗語语鈺钰區区號号單单樓楼廣广濟济門门寧宁莊庄園园縣县漢汉長长無无錫锡萬万與与專专業业叢丛兩两喪丧豐丰臨临為为舉举義义喬乔習习鄉乡買买亂乱爭争於于虧亏亞亚產产畝亩親亲億亿僅仅從从倉仓們们價价眾众優优會会傘伞傳传傷伤倫伦偽伪體体餘余佣佣俠侠侶侣僑侨債债傾倾僂偻償偿儲储兒儿黨党關关興兴養养獸兽內内岡冈冊册寫写農农沖冲決决況况凍冻淨净準准涼凉減减湊凑幾几憑凭擊击劃划則则創创刪删別别製制劑剂劇剧勸劝辦办務务動动勵励勁劲勞劳勢势勻匀協协賣卖鹵卤臥卧廠厂厅厅歷历厲厉壓压廚厨縣县參参雙双發发變变敘叙疊叠葉叶嘆叹嚇吓嗎吗啟启員员聽听啞哑響响喚唤噴喷團团圍围圖图圓圆聖圣場场壞坏塊块堅坚壇坛壩坝墳坟墜坠壘垒墾垦執执報报處处備备復复夠够頭头夾夹奪夺奮奋獎奖奧奥婦妇媽妈嬌娇孃娘嬰婴嬋婵孿孪學学寵宠審审憲宪寶宝實实宮宫賓宾對对導导壽寿將将爾尔塵尘嘗尝堯尧屆届層层屬属歲岁豈岂嶺岭島岛峽峡嶄崭鞏巩幣币帥帅師师帳帐幟帜帶带幫帮幹干廬庐庫库應应廟庙龐庞廢废開开異异棄弃彌弥彎弯彈弹歸归當当錄录徹彻徑径後后憶忆憂忧懷怀態态慫怂憐怜總总戀恋懇恳惡恶懸悬驚惊懼惧慘惨懲惩慣惯願愿懶懒戲戏戰战戶户紮扎執执擴扩掃扫擾扰撫抚拋抛搶抢護护報报擔担擬拟擁拥攔拦擇择掛挂撥拨擇择揀拣撐撑擋挡攜携數数齊齐敵敌斬斩斷断時时曠旷曆历晝昼曬晒顯显術术機机殺杀雜杂權权條条來来構构標标棧栈棟栋欄栏樹树棲栖樣样橋桥檢检櫻樱橫横歡欢殘残毀毁畢毕氣气氫氢匯汇湯汤溝沟沒没瀘泸滬沪滅灭溫温灣湾濕湿滿满漁渔潤润澗涧漲涨淚泪瀏浏測测濃浓湧涌瀋沈渾浑滙汇滄沧潯浔瀾澜爐炉點点煉炼爍烁燭烛煙烟煩烦燒烧熱热愛爱爺爷牆墙狀状獨独獄狱獅狮猶犹環环現现瑪玛瓊琼璽玺畫画當当療疗瘋疯盜盗盤盘監监蓋盖礦矿碼码確确禮礼禍祸禪禅離离種种積积稱称穩稳穀谷窮穷竊窃競竞筆笔築筑簡简籃篮類类糧粮緊紧紀纪約约純纯紗纱納纳紐纽紋纹級级紛纷紙纸紡纺組组細细終终織织絡络給给統统絹绢經经綠绿緒绪網网綱纲綿绵綺绮緯纬練练縱纵繁繁縫缝續续纖纤罷罢罰罚職职聯联聰聪肅肃腸肠膚肤腎肾腫肿脈脉腦脑膠胶臉脸艦舰蘆芦蒼苍莖茎蓮莲獲获營营蕩荡薩萨藍蓝藥药蘊蕴虛虚蟲虫蝦虾蠶蚕補补裝装襯衬襲袭見见觀观規规視视覽览覺觉訊讯記记講讲訓训議议設设訪访證证評评識识詞词試试話话該该詳详誌志說说請请諾诺課课調调談谈論论謀谋諒谅謙谦謹谨譜谱豬猪貝贝負负財财貢贡貨货質质貧贫責责貫贯費费資资賞赏賜赐賢贤贈赠贊赞躍跃車车軌轨軟软載载較较輔辅輪轮輕轻輸输轉转邁迈運运還还這这進进遠远違违連连遲迟適适選选遜逊遙遥鄰邻醫医醬酱釋释釣钓針针鈴铃鉛铅銅铜銀银鋪铺鏈链鎖锁鎮镇鏡镜鑒鉴鑫鑫鐵铁閃闪閉闭問问閑闲間间聞闻閣阁閩闽閱阅闊阔隊队陰阴陝陕階阶際际險险隨随隱隐雋隽難难霧雾頂顶項项順顺須须預预領领頤颐頻频題题顏颜額额風风飄飘飯饭飲饮館馆駐驻駕驾驗验騎骑騰腾驕骄驪骊魚鱼魯鲁鮮鲜鳥鸟鴨鸭鴉鸦鶴鹤鷹鹰麥麦麵面齊齐齡龄龜龟衆众臺台灣湾裡里裏里範范鬱郁閆闫黴霉薑姜樑梁昇升祕秘週周遊游鄺邝鄔邬鄭郑酈郦閔闵闞阚雛雏韻韵頡颉飆飙騫骞驍骁鴛鸳鸞鸾麒麒燁烨燦灿煥焕瓏珑璣玑琺珐瑤瑶瑾瑾嬅婳嫻娴嫺娴嬡嫒媛媛婭娅妝妆姍姗嬪嫔縉缙紹绍綸纶緹缇縈萦繼继羨羡習习翹翘聶聂膽胆艙舱茲兹莧苋蔔卜蔭荫薈荟薔蔷薦荐藺蔺蘇苏蘭兰蘿萝鑑鉴鈴铃釗钊鈺钰鋐铱鋆鋆錚铮鏘锵鐸铎鑾銮'
const simplifiedOf = new Map<string, string>()
for (const [from, to] of pairsOf(pairs)) if (from !== to) simplifiedOf.set(from, to)

function* pairsOf(text: string): Generator<[string, string]> {
  const characters = [...text]
  for (let i = 0; i + 1 < characters.length; i += 2) yield [characters[i]!, characters[i + 1]!]
}

/** Letters of other alphabets that look like Latin ones. */
const latinOf = new Map(
  pairsOf('аaеeоoрpсcхxуyіiјjѕsԁdһhкkмmтtвbнnԛqԝwαaοoνvρpτtιiκkυuАaЕeОoРpСcХxКkМmТtВbНhІiЈjЅsΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxıiɡg'),
)

export const simplified = (text: string): string => replaceBy(text, simplifiedOf)
export const latinized = (text: string): string => replaceBy(text, latinOf)

function replaceBy(text: string, table: ReadonlyMap<string, string>): string {
  let out = ''
  for (const character of text) out += table.get(character) ?? character
  return out
}

/** Full-width and compatibility forms made plain, invisible characters dropped. Plain text passes through untouched. */
export function plain(text: string): string {
  if (/^[\x20-\x7e\u4e00-\u9fff]*$/.test(text)) return text
  return text.normalize('NFKC').replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u0000-\u001f]/g, '')
}

const compounds = new Set(
  '欧阳 司马 诸葛 上官 司徒 东方 独孤 南宫 万俟 闻人 夏侯 尉迟 公孙 慕容 令狐 长孙 宇文 皇甫 澹台 端木 呼延 轩辕 西门 百里 太史 申屠 公羊 钟离 司空 濮阳 淳于 单于 赫连 鲜于 拓跋 第五'.split(
    ' ',
  ),
)
const singles = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳耿关兰焦左柳甘祝包宁尚符舒阮纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊乌裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利于呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由'.split(
    '',
  ),
)

/** The surname a Chinese name begins with; empty when it begins with none. */
export function surnameOf(name: string): string {
  const two = name.slice(0, 2)
  if (name.length > 2 && compounds.has(two)) return two
  return singles.has(name[0] ?? '') ? name[0]! : ''
}
export const isSurname = (text: string): boolean => compounds.has(text) || singles.has(text)

const sounds = new Map<string, string>()
const surnameSounds = new Map<string, string>()

const letters = (text: string): string =>
  text
    .toLowerCase()
    .replace(/ü/g, 'v')
    .replace(/[^a-z]/g, '')

/** How a character sounds, without tones; surnames by their own reading (曾 zeng, 单 shan). */
export function soundOf(character: string, as_surname = false): string {
  const known = as_surname ? surnameSounds : sounds
  let sound = known.get(character)
  if (sound === undefined) {
    sound = letters(
      pinyin(character, as_surname ? { toneType: 'none', mode: 'surname', separator: '' } : { toneType: 'none', separator: '' }),
    )
    if (known.size < 30_000) known.set(character, sound)
  }
  return sound
}

const shapes = [
  '伟纬玮讳', '玲铃苓', '颖颍', '莹萤荧', '辉挥晖', '晴睛', '楠喃', '桂挂佳', '俊竣峻骏', '洁吉', '晓绕饶', '杰木', '婷停', '琳淋', '峰蜂锋', '浩洁皓', '明朋', '芳芬', '佳住隹', '欣钦',
  '雨两', '宇字', '海侮', '国圆', '志忘', '平乎', '华毕', '林杯', '春眷', '梅悔', '丽丙', '静睁', '敏敢', '思恩', '涵函', '博搏', '建律健', '东车', '斌赋', '鹏腾', '红江', '玉王', '文丈', '生主',
  '春青', '军车', '霞露', '候侯', '未末', '士土', '己已', '苑范', '昊旲', '晨辰', '析折', '沐沭', '冶治', '历厉', '刘刻', '洋详', '诗持', '珍诊', '燕蒸', '兰三', '凤风', '秀季', '娜哪', '丹舟',
] // biome-ignore format: a table
const lookalikes = new Set(shapes.flatMap((group) => [...group].flatMap((a) => [...group].map((b) => a + b))))

/** Two characters a tired hand or a scanner takes for one another. */
export const looksLike = (a: string, b: string): boolean => lookalikes.has(a + b)
