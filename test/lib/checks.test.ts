import { findingsIn } from '../../lib/checks.ts';
import { configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { stageNames } from '../../lib/stage-names.ts';
import { appliesTo, suppresses, suppressions } from '../../lib/suppressions.ts';
import { anApp } from '../support/synth.ts';

describe.each(stageNames)('cdk-nag in the stage %s', (stage) => {
  const app = anApp();
  const config = configFor(stage);
  createStacks(app, config);
  const findings = findingsIn(app);

  it('finds nothing that no suppression names', () => {
    expect(findings.length).toBeGreaterThan(0);
    expect(
      findings.filter((finding) => !suppressions.some((suppression) => suppresses(suppression, finding, config))),
    ).toEqual([]);
  });

  it('finds something for each suppression', () => {
    const ours = suppressions.filter((each) => each.checker === 'cdk-nag' && appliesTo(each, config));
    expect(ours.filter((each) => !findings.some((finding) => suppresses(each, finding, config)))).toEqual([]);
  });
});

it('gives a reason for each suppression', () => {
  expect(suppressions.filter(({ reason }) => !/^[A-Z].{20,}\.$/.test(reason))).toEqual([]);
});
