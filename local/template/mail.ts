import * as v from 'valibot';
import { booleanProperty, type Resource, resourcesOfType } from './resource.ts';

const destinationSchema = v.object({
  ConfigurationSetName: v.string(),
  EventDestination: v.object({
    Enabled: v.optional(booleanProperty),
    MatchingEventTypes: v.array(v.string()),
    SnsDestination: v.optional(v.object({ TopicARN: v.string() })),
  }),
});

/** A topic that gets the events of the mails of a configuration set. `types` are names such as `bounce`. */
export type MailEventDestination = {
  readonly configurationSet: string;
  readonly types: readonly string[];
  readonly topicArn: string;
};

export const readMailEventDestinations = (resources: readonly Resource[]): MailEventDestination[] =>
  resourcesOfType(resources, 'AWS::SES::ConfigurationSetEventDestination').flatMap(({ parse }) => {
    const { ConfigurationSetName: configurationSet, EventDestination } = parse(destinationSchema);
    const { Enabled, MatchingEventTypes: types, SnsDestination } = EventDestination;
    return Enabled === 'true' && SnsDestination ? [{ configurationSet, types, topicArn: SnsDestination.TopicARN }] : [];
  });
