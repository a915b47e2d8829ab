/** Words that say nothing about goods; a text of nothing else is searched as it is. Operators add their own. */
export const stopWords: readonly string[] =
  '的 了 和 与 及 或 在 是 我 你 他 她 要 想 买 想买 想要 我想 我要 一 一台 一个 一款 一件 台 个 款 件 只 去 到 给 用 用的 好 好的 好用 有 有没有 哪里 哪个 哪款 什么 推荐 便宜 便宜的 最 多少 多少钱 价格 请问 吗 呢 啊 the a an of for and to with in buy cheap best'.split(
    ' ',
  )
