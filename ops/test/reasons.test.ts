import { reasonsOf } from '../status/reasons.ts';

const queue = (name: string, mapping: string) => ({
  name,
  mapping,
  visible: 0,
  inFlight: 0,
  delayed: 0,
  deadLetters: 0,
});

describe('the reasons for which a shop is not well', () => {
  it('are none if every queue is worked, by containers too, and in a shop that mails nobody', () => {
    const queues = [
      ...[queue('orders', 'Enabled'), queue('tabs', 'Enabling'), queue('pickups', 'containers')],
      queue('receipts', 'none'),
    ];
    expect(reasonsOf({ queues, orders: {} }, [])).toEqual([]);
  });

  it('tell a break of the baristas from a mapping that "break off" does not enable', () => {
    const queues = [
      queue('orders', 'Disabled'),
      queue('tabs', 'none'),
      queue('pickups', 'Disabling'),
      queue('receipts', 'Disabled'),
    ];
    expect(reasonsOf({ queues, orders: {} }, [])).toEqual([
      { code: 'mapping', text: 'nobody works orders, pickups: "break off" enables the mappings' },
      {
        code: 'mapping',
        text: 'nobody works tabs, receipts: enable the mapping in Lambda, or deploy the shop again',
      },
    ]);
  });

  it('tell that there are more late and stuck orders than were counted', () => {
    const orders = { waiting: { total: 1000, late: 200 }, stuck: { total: 1000, newest: [] } };
    expect(reasonsOf({ queues: [], orders }, []).map(({ text }) => text)).toEqual([
      '1,000 orders or more stuck: see "order trace <NUMBER>"',
      '200 orders or more waiting for over 10 minutes after the due time: see "order trace <NUMBER>"',
    ]);
  });

  it('name the missing parts once for each failure', () => {
    const missing = [
      { part: 'a', reason: 'out' },
      { part: 'b', reason: 'denied' },
      { part: 'c', reason: 'out' },
    ];
    expect(reasonsOf({ queues: [], orders: {} }, missing)).toEqual([
      { code: 'missing', text: 'a, c: out' },
      { code: 'missing', text: 'b: denied' },
    ]);
  });
});
