import type { Locator, Page } from 'playwright-core';
import { form, samples } from '../../../lambda/product/index.ts';
import { parseMenu } from '../../menu.ts';

const values: Readonly<Record<string, unknown>> = samples.line;

/** The fields of a line that have no value at first, in their order. */
export const requiredTexts = parseMenu({ form }).form.fields.flatMap(({ kind, name, label, optional }) =>
  kind === 'text' && !optional ? [{ label, value: String(values[name]) }] : [],
);

/** Opens the form, and fills in the fields without a value. */
export const fillForm = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Place an order' }).click();
  await page.getByLabel('Name', { exact: true }).fill(samples.request.customer.name);
  await page.getByLabel('E-mail').fill(samples.request.customer.email);
  for (const { label, value } of requiredTexts) await page.getByLabel(label).fill(value);
};

/** The cards of the own orders. */
export const ownOrders = (page: Page): Locator => page.locator('#own-list > li');

/** Waits until the newest own order has a status. */
export const waitForStatus = async (page: Page, text: string): Promise<void> => {
  await ownOrders(page).first().locator('.status', { hasText: text }).waitFor({ timeout: 30_000 });
};
