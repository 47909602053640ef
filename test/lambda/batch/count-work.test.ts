import { countWork } from '../../../lambda/batch/count-work.ts';
import { ACKNOWLEDGED, type RecordContext } from '../../../lambda/batch/record-handler.ts';
import { sqsRecord } from '../../support/sqs.ts';

const context: RecordContext = {
  ...{ first: true, receiveCount: 1, dueAt: 0, lease: undefined, failedAttempts: undefined },
};

it('counts the records that are worked now, whether they succeed or fail', async () => {
  const work = countWork();
  const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const handle = work.counted(async ({ body }) => {
    await steps[Number(body)]?.promise;
    return ACKNOWLEDGED;
  });
  const [first, second] = [handle(sqsRecord('0'), context), handle(sqsRecord('1'), context)];
  expect(work.count()).toBe(2);
  steps[0]?.resolve();
  expect(await first).toEqual(ACKNOWLEDGED);
  expect(work.count()).toBe(1);
  steps[1]?.reject(new Error('the work fails'));
  await expect(second).rejects.toThrow('the work fails');
  expect(work.count()).toBe(0);
});
