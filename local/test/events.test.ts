import { stubAws } from '../../test/support/aws-stub.ts';
import { createMailEvents } from '../engines/mail-events.ts';
import { createObjectEvents } from '../engines/object-events.ts';

const stubSns = () => {
  const { connect, calls } = stubAws();
  const topics = (): unknown[] => calls.map(({ input }) => Object(input).TopicArn);
  return { sns: connect.sns({ attempts: 1, milliseconds: 1000 }), topics };
};

it.each([
  ['bounce@simulator.amazonses.com', 'shop', ['bounces']],
  ['complaint@simulator.amazonses.com', 'shop', ['complaints']],
  ['complaint@simulator.amazonses.com', 'another', ['of another set']],
  ['ada@example.org', 'shop', []],
])(
  'the event of a mail to %s goes to the topics of its configuration set and type: %s',
  async (to, configurationSet, expected) => {
    const { sns, topics } = stubSns();
    const publish = createMailEvents({
      sns,
      destinations: [
        { configurationSet: 'shop', types: ['bounce'], topicArn: 'bounces' },
        { configurationSet: 'shop', types: ['complaint'], topicArn: 'complaints' },
        { configurationSet: 'another', types: ['complaint'], topicArn: 'of another set' },
      ],
    });
    const mail = { from: 'shop@example.org', to, subject: '', text: '', at: '2026-11-21T09:00:00.000Z' };
    await publish({ mail, messageId: 'id', configurationSet });
    expect(topics()).toEqual(expected);
  },
);

it.each([
  ['uploads/a', 'ObjectCreated:Put', ['uploads', 'all']],
  ['old/uploads/a', 'ObjectCreated:Put', ['all']],
  ['uploads/a', 'ObjectRemoved:Delete', []],
])('the event of an object goes to the topics whose prefix and event fit: %s %s', async (key, eventName, expected) => {
  const { sns, topics } = stubSns();
  const event = 's3:ObjectCreated:*';
  const notifications = [
    { event, topicArn: 'uploads', prefix: 'uploads/' },
    { event, topicArn: 'all', prefix: '' },
  ];
  const publish = createObjectEvents({
    sns,
    buckets: [
      { name: 'files', notifications },
      { name: 'others', notifications },
    ],
  });
  await publish({ bucket: 'files', key, size: 1, etag: '"1"', eventName });
  expect(topics()).toEqual(expected);
});
