import type { Count } from '../invariants/tally.ts';
import { deviationsOf } from '../search/deviations.ts';
import { simulateSeed } from '../shop/simulator.ts';

const all = (drawn: number): Count => ({ drawn, happened: drawn, explained: 0 });

it('counts every kind of order and of poison in a shop with faults', async () => {
  const { tally } = await simulateSeed(1, 500, 'hostile');
  expect(Object.keys(tally)).toEqual([
    ...['accepted', 'on a tab', 'with a pickup time', 'as a claim check', 'made', 'failed, then made'],
    ...['quarantined: refused', 'quarantined: killer', 'quarantined: slow', 'sent twice', 'in conflict'],
    ...['collected', 'cancelled', 'redriven', 'poison: no json', 'poison: malformed', 'poison: expired'],
    ...['poison: conflict', 'poison: no object'],
  ]);
  expect(deviationsOf(tally, { orders: 500 })).toEqual([]);
});

it('explains differences only by the acts of customers in a shop without faults', async () => {
  const { tally, statuses } = await simulateSeed(1, 500, 'none');
  expect(tally['sent twice']?.explained).toBe(0);
  expect(tally['quarantined: killer']?.happened).toBeGreaterThan(0);
  expect(statuses.get('CANCELLED')).toBe(tally.cancelled?.happened);
  expect((tally.accepted?.explained ?? 0) <= (tally['in conflict']?.happened ?? 0)).toBe(true);
  expect(tally.collected?.happened).toBe(statuses.get('COLLECTED'));
});

describe('a run differs from its plan', () => {
  const tally = { accepted: all(10_000), made: all(9000), 'poison: expired': all(40) };

  it('if orders are missing', () => {
    expect(deviationsOf(tally, { orders: 10_001 })).toEqual(['10001 orders should be drawn, got 10000']);
  });

  it('if no order is accepted, even if each refusal is explained', () => {
    const accepted = { drawn: 100, happened: 0, explained: 100 };
    expect(deviationsOf({ accepted }, { orders: 100 })).toEqual(['orders should be accepted, got none']);
  });

  it('if fewer happened than were drawn and not explained', () => {
    const made = { drawn: 9000, happened: 8000, explained: 999 };
    expect(deviationsOf({ ...tally, made }, { orders: 10_000 })).toEqual(["'made' should happen 8001 times, got 8000"]);
  });

  it('if a kind is never drawn, unless the run is short', () => {
    const never = { ...tally, 'poison: expired': all(0) };
    expect(deviationsOf(never, { orders: 10_000 })).toEqual([
      "'poison: expired' should happen at least once, got 0 of 0",
    ]);
    expect(deviationsOf({ ...never, accepted: all(100) }, { orders: 100 })).toEqual([]);
  });

  it('not if an optional kind is never drawn', () => {
    const optional = (name: string): boolean => name.startsWith('poison');
    expect(deviationsOf({ ...tally, 'poison: expired': all(0) }, { orders: 10_000, optional })).toEqual([]);
  });
});
