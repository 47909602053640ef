export const sizes = ['small', 'medium', 'large'] as const;
type Size = (typeof sizes)[number];

/** ISO 4217. Every price is in cents of it. */
export const currency = 'EUR';

/** The price of each drink in each size, in cents. */
export const drinks = {
  espresso: { small: 220, medium: 290, large: 340 },
  americano: { small: 260, medium: 310, large: 360 },
  cappuccino: { small: 320, medium: 370, large: 420 },
  latte: { small: 340, medium: 390, large: 440 },
  'flat-white': { small: 350, medium: 400, large: 450 },
  mocha: { small: 380, medium: 430, large: 480 },
  'hot-chocolate': { small: 330, medium: 380, large: 430 },
  tea: { small: 240, medium: 280, large: 320 },
} as const satisfies Record<string, Record<Size, number>>;

/** The price of each extra, in cents. */
export const extras = {
  'extra-shot': 80,
  'oat-milk': 60,
  'soy-milk': 50,
  'vanilla-syrup': 50,
  'whipped-cream': 70,
} as const satisfies Record<string, number>;

/** The names of a price list as a tuple, for schemas. */
const namesOf = <Name extends string>(prices: Record<Name, unknown>): readonly Name[] => {
  const names: Name[] = [];
  for (const name in prices) names.push(name);
  return names;
};
export const drinkNames = namesOf(drinks);
export const extraNames = namesOf(extras);

/** The answer to `GET /menu`. Prices are in cents. */
export const menu = {
  currency,
  items: drinkNames.map((item) => ({ item, sizes: drinks[item] })),
  extras: extraNames.map((extra) => ({ extra, cents: extras[extra] })),
};
