import { createAnnounce } from './announcer.ts';
import { createCall } from './api.ts';
import { type Feed, startFeed } from './board-feed.ts';
import { createBoardView } from './board-view.ts';
import { createFormView } from './form-view.ts';
import type { AcceptedOrder } from './order.ts';
import { createOwnOrders, keptSchema } from './own-orders.ts';
import { createOwnView } from './own-view.ts';
import { createStatusView } from './status-view.ts';
import { createStored } from './storage.ts';
import { createSubmission, pendingSchema } from './submission.ts';
import { newUuid } from './uuid.ts';

const KEPT = 'orderboard.orders';
const TICK_MILLISECONDS = 1000;

const call = createCall(location);
const announce = createAnnounce();
const isHidden = (): boolean => document.hidden;
const now = Date.now;

const showBoard = createBoardView();
const showStatus = createStatusView(announce);
let latest: Feed = {};
const show = (): void => {
  showBoard(latest, now());
  showStatus(latest, now());
};

const showOwn = createOwnView({
  onAct: (orderId, action) => void own.act(orderId, action),
  onRemove: (orderId) => own.remove(orderId),
  announce,
});
const own = createOwnOrders({
  ...{ call, isHidden, now },
  kept: createStored(() => localStorage, KEPT, keptSchema),
  onChange: showOwn,
});
own.load();

const feed = startFeed({
  ...{ call, isHidden, now },
  onChange: (next) => {
    latest = next;
    show();
    if (next.board && !next.down) own.notice(next.board);
  },
});

const submission = createSubmission({
  ...{ call, now },
  pending: createStored(() => sessionStorage, 'orderboard.pending', pendingSchema),
  newKey: newUuid,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});
const accept = (order: AcceptedOrder): void => {
  own.add(order);
  announce(`Order ${order.number} is accepted.`);
  feed.wake();
};
createFormView({ call, submission, onAccepted: accept });

// Ages go on between two reads. Nobody sees them on a hidden page.
setInterval(() => {
  if (!isHidden()) show();
}, TICK_MILLISECONDS);

const wake = (): void => {
  if (isHidden()) return;
  show();
  feed.wake();
  own.wake();
};
document.addEventListener('visibilitychange', wake);
window.addEventListener('online', wake);
window.addEventListener('storage', ({ key }) => {
  if (key === KEPT) own.load();
});
