import { type Finding, type Suppression, suppresses } from '../../lib/suppressions.ts';

const suppression: Suppression = {
  ...{ checker: 'checkov', check: 'CKV_1', type: 'AWS::S3::Bucket', under: 'State/', about: 'one bucket' },
  ...{ compute: 'containers', reason: 'a test' },
};
const finding: Finding = {
  ...{ checker: 'checkov', check: 'CKV_1', type: 'AWS::S3::Bucket', path: 'State/Files/Resource', about: 'one bucket' },
};
const templates = { stage: 'dev', compute: 'containers' } as const;

it('a suppression applies to its finding', () => {
  expect(suppresses(suppression, finding, templates)).toBe(true);
});

it.each<[string, Partial<Finding>]>([
  ['of another checker', { checker: 'cfn-lint' }],
  ['of another check', { check: 'CKV_10' }],
  ['on a resource of another type', { type: 'AWS::SQS::Queue' }],
  ['under another path', { path: 'Service/State/Files/Resource' }],
  ['about something else', { about: 'one bucket of many' }],
])('a suppression does not apply to a finding %s', (_what, varied) => {
  expect(suppresses(suppression, { ...finding, ...varied }, templates)).toBe(false);
});

it('a suppression does not apply to templates of another form of the barista, or of another stage', () => {
  expect(suppresses(suppression, finding, { ...templates, compute: 'functions' })).toBe(false);
  const only = { ...suppression, only: 'own keys' } as const;
  expect(suppresses(only, finding, templates)).toBe(false);
  expect(suppresses(only, finding, { ...templates, stage: 'prod' })).toBe(true);
});

it('a suppression can be about every finding of a form', () => {
  const about = { ...suppression, about: /^one/ };
  expect(suppresses(about, { ...finding, about: 'one bucket of many' }, templates)).toBe(true);
  expect(suppresses(about, { ...finding, about: 'another' }, templates)).toBe(false);
});
