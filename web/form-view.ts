import type { Call } from './api.ts';
import { find, setText, setVisible } from './dom.ts';
import type { Fault, Problem } from './faults.ts';
import { parseMenu } from './menu.ts';
import type { AcceptedOrder } from './order.ts';
import { createOrderForm, type OrderForm } from './order-form.ts';
import type { Submission } from './submission.ts';
import { plural } from './text.ts';

export type FormViewOptions = {
  readonly call: Call;
  readonly submit: Submission['submit'];
  readonly onAccepted: (order: AcceptedOrder) => void;
};

const NO_MENU = 'The form could not be loaded, because the shop did not answer. Close it and try again.';
const UNANSWERED = 'The shop did not answer. It may have your order. Send it again: the shop makes it only once.';

/** Creates the dialog with the form. The menu is read when the dialog is first opened. */
export const createFormView = ({ call, submit, onAccepted }: FormViewOptions) => {
  const dialog = find('form-dialog', HTMLDialogElement);
  const fields = find('form-fields', HTMLElement);
  const send = find('send', HTMLButtonElement);
  const addLine = find('add-line', HTMLButtonElement);
  const message = find('form-message', HTMLElement);
  let form: OrderForm | undefined;
  let isBusy = false;

  const say = (text: string, state: 'busy' | 'fault'): void => {
    setText(message, text);
    message.dataset.state = state;
    message.setAttribute('role', state === 'busy' ? 'status' : 'alert');
    setVisible(message, text !== '');
  };

  const build = async (): Promise<void> => {
    const answer = await call('menu');
    if (answer.kind !== 'answered' || answer.status !== 200) return say(NO_MENU, 'fault');
    form = createOrderForm(parseMenu(answer.body));
    fields.replaceChildren(form.element);
    say('', 'busy');
  };

  const open = async (): Promise<void> => {
    dialog.showModal();
    if (!form) await build().catch(() => say(NO_MENU, 'fault'));
    setVisible(send, form !== undefined);
    setVisible(addLine, form !== undefined);
    form?.focus();
  };

  const sayRetry = (milliseconds: number): void =>
    say(`The shop does not answer. Next try in ${Math.ceil(milliseconds / 1000)} s.`, 'busy');

  const setBusy = (busy: boolean): void => {
    isBusy = busy;
    send.setAttribute('aria-disabled', String(busy));
    setText(send, busy ? 'Sending…' : 'Place the order');
  };

  const refuse = ({ detail, faults }: Problem): void => {
    const homeless = form?.showFaults(faults) ?? faults;
    say(refusalText(detail, faults, homeless), 'fault');
    if (homeless.length === faults.length) message.focus();
  };

  const sendOrder = async (): Promise<void> => {
    if (!form || isBusy) return;
    setBusy(true);
    say('', 'busy');
    form.showFaults([]);
    const outcome = await submit(form.read(), sayRetry);
    setBusy(false);
    if (outcome.kind !== 'accepted' && !dialog.open) dialog.showModal(); // it was closed while the order was sent
    if (outcome.kind === 'refused') return refuse(outcome.problem);
    if (outcome.kind === 'unanswered') return say(UNANSWERED, 'fault');
    form.clear();
    say('', 'busy');
    dialog.close();
    onAccepted(outcome.order);
  };

  find('open-form', HTMLButtonElement).addEventListener('click', () => void open());
  find('close-form', HTMLButtonElement).addEventListener('click', () => dialog.close());
  addLine.addEventListener('click', () => form?.addLine());
  find('form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void sendOrder();
  });
};

/** Faults that have a field are shown there. */
const refusalText = (detail: string, faults: readonly Fault[], homeless: readonly Fault[]): string => {
  if (faults.length === 0) return detail || 'The shop refused the order.';
  const placed = faults.length - homeless.length;
  const first = placed === 0 ? [] : [`${plural(placed, 'field')} to correct`];
  return [...first, ...homeless.map((fault) => fault.detail)].join('; ');
};
