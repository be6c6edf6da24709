// The words of every closed set, in Chinese: methods, grounds, looks.
import type { closedEnglish } from './closed-words-en.ts';

export const closedChinese: typeof closedEnglish = {
  method: {
    wd_excl: '整工作日计，开始当日不计',
    wd_incl: '整工作日计，开始当日计入',
    biz_time: '按办公时间折算',
    biz_hours: '办公小时',
    cal_days: '自然日计，末日逢休息日顺延',
    cal_hours: '连续小时计',
    half_days: '半个工作日计',
    count: '按数量计，不计时',
  },
  ground: {
    correction: '补正',
    'expert-review': '专家评审',
    hearing: '听证',
    tender: '招标',
    auction: '拍卖',
    inspection: '检验',
    testing: '检测',
    quarantine: '检疫',
    appraisal: '鉴定',
    'site-survey': '现场勘验',
    'technical-review': '技术审查',
    'public-notice': '公示',
    'third-party-consultation': '征求第三方意见',
    'customer-built-works': '用户自建工程',
    'applicant-delay': '申请人原因',
  },
  theme: { auto: '自动', light: '浅色', dark: '深色' },
  attribute: { department: '部门', channel: '渠道' },
  asOfKind: { now: '当前', latest: '最新事件', chosen: '指定时刻' },
};
