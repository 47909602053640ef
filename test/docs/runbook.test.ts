import { stageNames } from '../../lib/stage-names.ts';
import { templatesOf } from '../support/synth.ts';
import { leads, read } from './pages.ts';

const [, section = ''] = read('docs/runbook.md').split('\n## Alarms\n');
const entries = section
  .split('\n### ')
  .slice(1)
  .map((entry) => ({ name: entry.slice(0, entry.indexOf('\n')), entry }));

const alarmsOf = (stage: string) => {
  const { monitoring } = templatesOf(stage);
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(monitoring.findResources(type)).map(({ Properties }) => Properties),
  );
  return alarms.map(({ AlarmName, AlarmDescription }) => ({
    name: String(AlarmName).slice(`orderboard-${stage}-`.length),
    link: /docs\/\S+$/.exec(AlarmDescription)?.[0] ?? '',
  }));
};

describe.each(stageNames)('the runbook of stage %s', (stage) => {
  it('has an entry for every alarm', () => {
    const names = entries.map(({ name }) => name);
    expect(alarmsOf(stage).filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  it('names the alarms that make the shop unwell', () => {
    const { monitoring } = templatesOf(stage);
    const [unwell] = Object.values(monitoring.findResources('AWS::CloudWatch::CompositeAlarm'));
    const rule = JSON.stringify(unwell?.Properties.AlarmRule);
    const children = Object.entries(monitoring.findResources('AWS::CloudWatch::Alarm'))
      .filter(([logicalId]) => rule.includes(`"${logicalId}"`))
      .map(([, { Properties }]) => String(Properties.AlarmName).slice(`orderboard-${stage}-`.length));
    const [meaning = ''] = entries.find(({ name }) => name === 'unwell')?.entry.split('**Customers.**') ?? [];
    expect([...meaning.matchAll(/`([\w-]+)`/g)].map(([, name]) => name).toSorted()).toEqual(children.toSorted());
  });

  it('is where the description of every alarm leads to', () => {
    expect(
      alarmsOf(stage).filter(({ name, link }) => link !== `docs/runbook.md#${name}` || !leads('README.md', link)),
    ).toEqual([]);
  });
});

it('has no entry without an alarm', () => {
  const names = stageNames.flatMap(alarmsOf).map(({ name }) => name);
  expect(entries.filter(({ name }) => !names.includes(name))).toEqual([]);
});

it.each(entries)(
  'gives the meaning, the effect on customers, the investigation and the resolution: $name',
  ({ entry }) => {
    const parts = [...entry.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Meaning', 'Customers', 'Investigate', 'Resolve']);
  },
);
