// Names of topics here and at a broker that is shared with others.
export interface TopicNames {
  readonly atBroker: (topic: string) => string;
  readonly here: (topic: string) => string;
}

export const makeTopicNames = (prefix: string): TopicNames => ({
  atBroker: (topic) => prefix + topic,
  here: (topic) => topic.slice(prefix.length),
});
