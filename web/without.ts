/** Whether the shop has a part, such as `tabs`. `lib/page.ts` writes into the page what the shop does without. */
export const has = (part: string): boolean =>
  !(document.documentElement.dataset.without ?? '').split(' ').includes(part);
