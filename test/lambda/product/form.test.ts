import { form } from '../../../lambda/product/index.ts';
import { extras, sizes } from '../../../lambda/product/menu.ts';

const fieldOf = (name: string) => form.fields.find((field) => field.name === name);

it('shows the price of each extra', () => {
  const options = Object.entries(extras).map(([value, cents]) => expect.objectContaining({ value, cents }));
  expect(fieldOf('extras')).toMatchObject({ kind: 'choices', optional: true, options });
});

it('offers each size, and shows a name without its hyphens', () => {
  expect(fieldOf('size')).toMatchObject({ options: sizes.map((size) => ({ value: size, label: size })) });
  expect(fieldOf('item')).toMatchObject({
    options: expect.arrayContaining([{ value: 'flat-white', label: 'flat white' }]),
  });
});
