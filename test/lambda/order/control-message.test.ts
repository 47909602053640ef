import { isStopMessage } from '../../../lambda/order/control-message.ts';

it.each(['{ "v": 1, "type": "worker.stop" }', '{"type":"worker.stop","v":1}'])('finds a poison pill in %s', (body) => {
  expect(isStopMessage(body)).toBe(true);
});

it.each([
  ['text that is not JSON', '"worker.stop"}'],
  ['a text', '"worker.stop"'],
  ['a newer version', '{"v":2,"type":"worker.stop"}'],
  ['another type', '{"v":1,"type":"worker.start","was":"worker.stop"}'],
  ['a message with another field', '{"v":1,"type":"worker.stop","orderId":"1"}'],
  ['a text that quotes one', JSON.stringify({ v: 1, type: 'order.placed', note: '{"v":1,"type":"worker.stop"}' })],
])('finds no poison pill in %s', (_what, body) => {
  expect(isStopMessage(body)).toBe(false);
});
