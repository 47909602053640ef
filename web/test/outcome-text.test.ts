import { refusalText, resumedText, unansweredText } from '../outcome-text.ts';

const fault = { pointer: '/tab', detail: 'tab should be shorter' };
const other = { pointer: '/elsewhere', detail: 'elsewhere should be absent' };

describe('the text about an order that is not accepted', () => {
  it('says how often the shop makes an order that is sent again', () => {
    for (const text of [unansweredText, resumedText({ kind: 'unanswered' })])
      expect(text).toMatch(/It may have your order\. .* again: the shop makes it only once\./);
  });

  it.each([
    ['counts the faults that a field shows', [fault, other], [other], '1 field to correct; elsewhere should be absent'],
    ['is the sentence of a refusal without faults', [], [], 'all of it'],
  ] as const)('%s', (_title, faults, homeless, text) => {
    expect(refusalText('all of it', faults, homeless)).toBe(text);
  });

  it('never is empty', () => {
    expect(refusalText('', [], [])).toBe('The shop refused the order.');
    const problem = { detail: '', faults: [] };
    expect(resumedText({ kind: 'refused', problem })).toBe('The shop refused your last order.');
  });

  it.each([
    ['each fault', [fault, other], 'tab should be shorter; elsewhere should be absent'],
    ['the sentence of a refusal without faults', [], 'all of it'],
  ] as const)('names %s of an order that was sent before a reload', (_what, faults, reasons) => {
    const problem = { detail: 'all of it', faults };
    expect(resumedText({ kind: 'refused', problem })).toBe(`The shop refused your last order: ${reasons}`);
  });
});
