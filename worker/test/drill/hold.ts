// Loaded into a worker of the drill: each order takes a while, and the drill is told when its work begins and ends.
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { PREPARE_CHANNEL } from '../../../lambda/barista/prepare-channel.ts';

const HOLD_MILLISECONDS = 300;

const messageSchema = v.object({ orderId: v.string(), waitFor: v.function() });

subscribe(PREPARE_CHANNEL, (published) => {
  const { orderId, waitFor } = v.parse(messageSchema, published);
  process.send?.({ kind: 'begin', orderId });
  waitFor(delay(HOLD_MILLISECONDS).then(() => void process.send?.({ kind: 'end', orderId })));
});

// A drill that ends leaves no worker behind.
process.on('disconnect', () => process.exit(1));
