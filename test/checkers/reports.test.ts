import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appliesTo, suppressions } from '../../lib/suppressions.ts';
import { checksPage } from './page.ts';
import { faultsOf, namesIn, readCfnLint, readCheckov } from './reports.ts';

const TYPE = 'AWS::SQS::Queue';
const PATH = 'State/Orders/Queue/Resource';
const names = namesIn('State.template.json', {
  Resources: { OrdersQueue: { Type: TYPE, Metadata: { 'aws:cdk:path': PATH } } },
});
const onQueue = { about: 'a message', type: TYPE, path: PATH };

describe('the findings in a report', () => {
  it('of cfn-lint have the type and the path of their resource', () => {
    const report = [
      {
        Filename: '/tmp/out/State.template.json',
        Rule: { Id: 'W1' },
        Message: 'a message',
        Location: { Path: ['Resources', 'OrdersQueue', 'DependsOn', 0] },
      },
    ];
    expect(readCfnLint(report, names)).toEqual([{ checker: 'cfn-lint', check: 'W1', ...onQueue }]);
  });

  it('of cfn-lint about a whole template have no type', () => {
    const report = [{ Filename: 'State.template.json', Rule: { Id: 'E1' }, Message: 'a message', Location: {} }];
    expect(readCfnLint(report, names)).toMatchObject([{ check: 'E1', type: '' }]);
  });

  const checkov = (parsing_errors: number) => ({
    summary: { parsing_errors },
    results: {
      failed_checks: [
        {
          check_id: 'CKV_1',
          check_name: 'a message',
          file_path: '/State.template.json',
          resource: `${TYPE}.OrdersQueue`,
        },
      ],
    },
  });

  it('of checkov have the type and the path of their resource', () => {
    expect(readCheckov(checkov(0), names)).toEqual([{ checker: 'checkov', check: 'CKV_1', ...onQueue }]);
  });

  it('of checkov are refused if it could not parse a template', () => {
    expect(() => readCheckov(checkov(1), names)).toThrow('checkov should parse every template');
  });
});

describe('a run of a checker', () => {
  const prod = { stage: 'prod', compute: 'functions' } as const;
  const findings = suppressions
    .filter((suppression) => suppression.checker === 'checkov' && appliesTo(suppression, prod))
    .map(({ checker, check, type, under = '' }) => ({ checker, check, type, path: under, about: '' }));

  it('has no fault if each finding has a suppression, and each suppression a finding', () => {
    expect(faultsOf('checkov', prod, findings)).toEqual([]);
  });

  it('has a fault for a finding without a suppression, and for a suppression without a finding', () => {
    const [first, ...others] = findings;
    const unknown = { checker: 'checkov', check: 'CKV_0', ...onQueue } as const;
    expect(faultsOf('checkov', prod, [...others, unknown])).toEqual([
      `prod: checkov CKV_0 on ${PATH} (${TYPE}): a message`,
      `prod: checkov finds no ${first?.check} on ${first?.type}: remove it from lib/suppressions.ts`,
    ]);
  });
});

it('lists the suppressions in docs/checks.md: fails if "npm run suppressions" was not run', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'checks.md'), 'utf8')).toBe(checksPage());
});
