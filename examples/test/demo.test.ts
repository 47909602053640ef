import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { descriptionPath } from '../../test/journey/support/target.ts';
import { plans } from '../demo/scene.ts';
import { runDemo } from './support/run-demo.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const describeWithLocal = existsSync(join(ROOT, 'local')) ? describe : describe.skip;

describeWithLocal('npm run demo', () => {
  it('tells a story whose numbers hold: the coupled shop loses orders, and this one loses none', async () => {
    const { stdout, stderr, code } = await runDemo('--json').ended;
    expect(stderr).toBe('');
    const { plan, steps, totals } = JSON.parse(stdout);
    const { work, break: waiting, rush, outage, neighbours } = plans.fast;
    expect(plan).toEqual(plans.fast);
    expect(steps).toMatchObject({
      work: { accepted: work, ready: work },
      break: { accepted: waiting, waiting, ready: waiting },
      rush: { accepted: rush.orders, ready: rush.orders },
      outage: { accepted: outage.orders, ready: outage.orders, lost: 0 },
      poison: { accepted: neighbours, ready: neighbours, atFirstAttempt: neighbours, receiveCount: 1, setAside: 1 },
      redrive: { accepted: 1, stuck: 1, ready: 1 },
    });
    const { coupledAccepted, coupledFound, coupledLost } = steps.outage;
    expect(coupledLost).toBeGreaterThan(0);
    expect(coupledFound).toBeGreaterThan(0);
    expect(coupledFound + coupledLost).toBe(coupledAccepted);
    const all = work + waiting + rush.orders + outage.orders + neighbours + 1;
    expect(totals).toEqual({ accepted: all, ready: all, lost: 0, coupledAccepted, coupledLost });
    expect(code).toBe(0);
  });

  it('closes its shop on Ctrl-C', async () => {
    const demo = runDemo();
    const port = /127\.0\.0\.1:(\d+)/.exec(await demo.line(/^ {2}board/))?.[1] ?? '';
    await demo.line(/^1 of 6/);
    demo.interrupt();
    const { stderr, code } = await demo.ended;
    expect(stderr.trim()).toBe('The demo is interrupted, and its shop is closed.');
    expect(code).toBe(130);
    expect(existsSync(descriptionPath(port))).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/_local/health`)).rejects.toThrow();
  });

  it('says which option chooses another port when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { stderr, code } = await runDemo('--port', port).ended;
    server.close();
    expect(stderr).toContain(`port ${port} should be free, got a port in use`);
    expect(stderr).toContain('npm run demo -- --port N');
    expect(code).toBe(1);
  });

  it('explains a wrong option', async () => {
    const { stderr, code } = await runDemo('--quick').ended;
    expect(stderr).toContain("'--quick'");
    expect(stderr).toContain('npm run demo -- [--port N]');
    expect(code).toBe(2);
  });
});
