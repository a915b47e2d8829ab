import { describe, expect, test } from 'vitest'
import { normalizeAddress, normalizeDevice, normalizeEmail, normalizeName, normalizePhone } from './normalize.ts'

describe('phones', () => {
  test.each([
    ['plain', '13912340001', '13912340001'],
    ['country code', '+8613912340001', '13912340001'],
    ['country code with zeros', '008613912340001', '13912340001'],
    ['country code with dash', '86-13912340001', '13912340001'],
    ['country code in brackets', '(+86) 13912340001', '13912340001'],
    ['dashes', '139-1234-0001', '13912340001'],
    ['blanks', '139 1234 0001', '13912340001'],
    ['full width', '１３９１２３４０００１', '13912340001'],
    ['spreadsheet number', '13912340001.0', '13912340001'],
    ['a word before', '手机13912340001', '13912340001'],
    ['long-distance zero', '013912340001', '13912340001'],
    ['landline', '0571-8712 3456', '057187123456'],
    ['landline with extension', '0571-87123456转801', '057187123456'],
    ['foreign', '+1 415 555 0123', '14155550123'],
    ['a lost digit stays, to be compared', '1391234001', '1391234001'],
    ['placeholder', '13800138000', ''],
    ['one digit repeated', '11111111111', ''],
    ['zeros', '13000000000', ''],
    ['counting', '12345678901', ''],
    ['too short', '110', ''],
    ['none', '', ''],
    ['words', '无', ''],
  ])('%s', (_, text, expected) => expect(normalizePhone(text)).toBe(expected))
})

describe('emails', () => {
  test.each([
    ['capitals and blanks', ' Lin.Chen@QQ.com ', 'lin.chen@qq.com'],
    ['full-width at', 'lin＠163.com', 'lin@163.com'],
    ['mailto', 'mailto:lin5@163.com', 'lin5@163.com'],
    ['Cyrillic letters', 'сhеnlin@163.com', 'chenlin@163.com'],
    ['Gmail dots and tags', 'lin.chen+shop@googlemail.com', 'linchen@gmail.com'],
    ['dots elsewhere stay', 'lin.chen@163.com', 'lin.chen@163.com'],
    ['broken domain', 'linchen@gmial.com', 'linchen@gmail.com'],
    ['broken ending', 'linchen@qq.con', 'linchen@qq.com'],
    ['placeholder', 'none@none.com', ''],
    ['made up', 'test@test.com', ''],
    ['no at sign', 'linchen.qq.com', ''],
    ['no domain', 'linchen@qq', ''],
    ['none', '', ''],
  ])('%s', (_, text, expected) => expect(normalizeEmail(text)).toBe(expected))
})

describe('names', () => {
  test.each([
    ['full', '陈静', 'full', '陈静'],
    ['traditional', '陳靜', 'full', '陈静'],
    ['blanks and invisible characters', ' 陈　静\u200b', 'full', '陈静'],
    ['decorated', '陈静(VIP)', 'full', '陈静'],
    ['title', '陈静女士', 'full', '陈静'],
    ['compound surname', '欧阳晓雨', 'full', '欧阳晓雨'],
    ['surname and title', '陈先生', 'surname', '陈'],
    ['compound surname and title', '欧阳老师', 'surname', '欧阳'],
    ['little Chen', '小陈', 'surname', '陈'],
    ['surname only', '陈', 'surname', '陈'],
    ['nickname', '爱吃鱼的猫', 'nickname', '爱吃鱼的猫'],
    ['doubled nickname', '静静', 'nickname', '静静'],
    ['four characters with a single surname', '夏天的风', 'nickname', '夏天的风'],
    ['Latin', 'Chen Jing', 'latin', 'chen jing'],
    ['Latin with comma', 'CHEN, Jing', 'latin', 'chen jing'],
    ['Latin in one word', 'chenjing', 'latin', 'chenjing'],
    ['Latin with title', 'Mr. Peter Miller', 'latin', 'peter miller'],
    ['accents', 'José Núñez', 'latin', 'jose nunez'],
    ['Latin nickname', 'cool_boy', 'nickname', 'coolboy'],
    ['short Latin nickname', 'lucky', 'nickname', 'lucky'],
    ['placeholder', '测试', 'none', ''],
    ['only a title', '先生', 'none', ''],
    ['none', '', 'none', ''],
    ['only blanks', '  ', 'none', ''],
  ])('%s', (_, text, kind, expected) => expect(normalizeName(text)).toMatchObject({ kind, text: expected }))

  test('the sound is one for homophones, scripts and orders', () => {
    const sounds = ['陈静', '陳靜', '陈婧', 'Chen Jing', 'Jing Chen', 'chenjing'].map((name) => normalizeName(name).letters)
    expect(new Set(sounds).size).toBe(1)
    expect(normalizeName('单田芳').letters).toBe(normalizeName('Shan Tianfang').letters)
    expect(normalizeName('吕红').letters).toBe(normalizeName('Lv Hong').letters)
    expect(normalizeName('陈洁').letters).not.toBe(sounds[0])
  })
})

describe('addresses', () => {
  test.each([
    ['in full', '浙江省杭州市西湖区文三路123号翠苑小区5幢2单元301室', '西湖区|文三路|123|5-2-301|杭州'],
    ['abbreviated', '杭州西湖区文三路123号翠苑5-2-301', '西湖区|文三路|123|5-2-301|杭州'],
    ['district only', '西湖区文三路123号5号楼2单元301', '西湖区|文三路|123|5-2-301|'],
    ['blanks', '浙江 杭州市 西湖区 文三路123号5栋2单元301室', '西湖区|文三路|123|5-2-301|杭州'],
    ['full width', '西湖区文三路１２３号５幢２单元３０１', '西湖区|文三路|123|5-2-301|'],
    ['Chinese number', '西湖区文三路123号五幢301', '西湖区|文三路|123|5-301|'],
    ['eleven in Chinese', '西湖区文三路123号十一幢301', '西湖区|文三路|123|11-301|'],
    ['traditional', '西湖區文三路123號翠苑5幢301', '西湖区|文三路|123|5-301|'],
    ['municipality', '重庆市渝北区迎宾大道9号1幢1单元101室', '渝北区|迎宾大道|9|1-1-101|重庆'],
    ['village', '河北省石家庄市长安区南村镇李家村12号', '|南村镇|12||家庄'],
    ['no number', '浙江省杭州市西湖区', ''],
    ['none', '', ''],
  ])('%s', (_, text, expected) => expect(normalizeAddress(text)).toBe(expected))
})

test.each([
  ['dashes and capitals', '2F0A-77B1-93CC-0001', '2f0a77b193cc0001'],
  ['emulator', '0000000000000000', ''],
  ['none', '', ''],
])('device: %s', (_, text, expected) => expect(normalizeDevice(text)).toBe(expected))
