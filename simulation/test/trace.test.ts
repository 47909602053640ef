import { createTrace } from '../engine/trace.ts';

it('keeps steps with their virtual time, until it is closed', () => {
  let now = 1000;
  const trace = createTrace({ now: () => now, keepsSteps: true });
  now = 2500;
  trace.addStep(() => 'first');
  trace.close();
  trace.addStep(() => 'second');
  expect(trace.steps).toEqual(['     1.500 s  first']);
});
