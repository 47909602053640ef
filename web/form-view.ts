import type { Call } from './api.ts';
import { create, find, setText, setVisible } from './dom.ts';
import type { Problem } from './faults.ts';
import { parseMenu } from './menu.ts';
import type { AcceptedOrder } from './order.ts';
import { createOrderForm, type OrderForm } from './order-form.ts';
import { refusalText, resumedText, unansweredText } from './outcome-text.ts';
import type { Submission } from './submission.ts';

export type FormViewOptions = {
  readonly call: Call;
  readonly submission: Submission;
  readonly onAccepted: (order: AcceptedOrder) => void;
};

const NO_MENU = 'The form could not be loaded, because the shop did not answer. Close it and try again.';

/**
 * Creates the dialog with the form. The menu is read when the dialog is first opened. An order whose answer a reload
 * has lost is sent again, and nothing else is sent meanwhile.
 */
export const createFormView = ({ call, submission, onAccepted }: FormViewOptions) => {
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

  /** The message above keeps what it says about an order. */
  const showNoMenu = (): void =>
    fields.replaceChildren(create('p', { class: 'form-message', role: 'alert', 'data-state': 'fault' }, NO_MENU));

  const build = async (): Promise<void> => {
    const answer = await call('menu');
    if (answer.kind !== 'answered' || answer.status !== 200) return showNoMenu();
    form = createOrderForm(parseMenu(answer.body));
    fields.replaceChildren(form.element);
  };

  const open = async (): Promise<void> => {
    dialog.showModal();
    if (!form) await build().catch(showNoMenu);
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
    const outcome = await submission.submit(form.read(), sayRetry);
    setBusy(false);
    if (outcome.kind !== 'accepted' && !dialog.open) dialog.showModal(); // it was closed while the order was sent
    if (outcome.kind === 'refused') return refuse(outcome.problem);
    if (outcome.kind === 'unanswered') return say(unansweredText, 'fault');
    form.clear();
    say('', 'busy');
    dialog.close();
    onAccepted(outcome.order);
  };

  /** The customer can have opened the form meanwhile, so its fields stay as they are. */
  const resumeOrder = async (): Promise<void> => {
    setBusy(true);
    const outcome = await submission.resume(sayRetry);
    setBusy(false);
    if (outcome === undefined) return;
    if (outcome.kind !== 'accepted') {
      say(resumedText(outcome), 'fault');
      return dialog.open ? undefined : open();
    }
    say('', 'busy');
    onAccepted(outcome.order);
  };

  void resumeOrder();
  find('open-form', HTMLButtonElement).addEventListener('click', () => void open());
  find('close-form', HTMLButtonElement).addEventListener('click', () => dialog.close());
  addLine.addEventListener('click', () => form?.addLine());
  find('form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void sendOrder();
  });
};
