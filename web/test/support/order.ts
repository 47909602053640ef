import type { Locator, Page } from 'playwright-core';
import { form, samples } from '../../../lambda/product/index.ts';
import { parseMenu } from '../../menu.ts';

const values: Readonly<Record<string, unknown>> = samples.line;

/** What a customer does to one field. */
export type Entry = {
  readonly field: (page: Page) => Locator;
  /** The text of the field. Without one, the field is a box to check. */
  readonly text?: string;
};

/** What fills in the fields of a line that have no value at first, in their order. */
export const requiredEntries: readonly Entry[] = parseMenu({ form }).form.fields.flatMap(
  ({ kind, name, label, optional }): Entry[] => {
    if (optional) return [];
    if (kind === 'text')
      return [{ field: (page) => page.getByLabel(label, { exact: true }), text: String(values[name]) }];
    return kind === 'choices'
      ? [values[name]].flat().map((value) => ({ field: (page) => boxOf(page, String(value)) }))
      : [];
  },
);

const boxOf = (page: Page, value: string): Locator =>
  page.locator(`input[type="checkbox"][value=${JSON.stringify(value)}]`);

/** Opens the form, and fills in the fields without a value. */
export const fillForm = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Place an order' }).click();
  await page.getByLabel('Name', { exact: true }).fill(samples.request.customer.name);
  await page.getByLabel('E-mail').fill(samples.request.customer.email);
  for (const { field, text } of requiredEntries)
    await (text === undefined ? field(page).check() : field(page).fill(text));
};

/** The cards of the own orders. */
export const ownOrders = (page: Page): Locator => page.locator('#own-list > li');

/** Waits until the newest own order has a status. */
export const waitForStatus = async (page: Page, text: string): Promise<void> => {
  await ownOrders(page).first().locator('.status', { hasText: text }).waitFor({ timeout: 30_000 });
};
