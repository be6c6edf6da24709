// The forms in which a message can be previewed.

/** As what a message is shown: a mail as text or HTML, else the body that the channel is sent. */
export const previewForms = [
  'text',
  'html',
  'dingtalk',
  'wecom',
  'feishu',
  'webhook',
  'alertmanager',
] as const;
export type PreviewForm = (typeof previewForms)[number];
