import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { LocalFunction } from '../functions/function.ts';
import { createPanelFiles, PANEL_PATHS } from '../http/panel-files.ts';
import { createRestApi } from '../http/rest-api.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Page';

/** A function that answers every event with this page. */
const pageFunction: LocalFunction = {
  resource: {
    ...{ name: 'page', physicalName: 'Page', arn: ARN, roleArn: '', modulePath: '', exportName: 'handler' },
    ...{ timeoutSeconds: 3, memoryMegabytes: 128, concurrency: undefined, variables: {} },
  },
  invoke: async () => ({
    kind: 'answered',
    value: {
      statusCode: 200,
      headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': "default-src 'none'" },
      body: '<body></body>',
    },
  }),
  warm: () => undefined,
  replace: async () => undefined,
  kill: () => 0,
  state: () => ({ running: 0, busy: 0, invocations: 0, dropped: 0, errors: 0, timeouts: 0, kills: 0 }),
  cpu: () => [],
};

describe('the panel', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const routes = ['/', '/menu'].map((resource) => ({ method: 'GET', resource, functionArn: ARN }));
    const restApi = createRestApi({ routes, gatewayResponses: [], functions: [pageFunction] });
    const files = createPanelFiles();
    server = createServer((request, response) => {
      const answer = PANEL_PATHS.some((path) => path === request.url) ? files : restApi;
      answer(request, response).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  });
  afterAll(() => server.close());

  it('is added to the HTML of GET / and to its policy, and to no other answer', async () => {
    const [page, other] = await Promise.all([fetch(`${url}/`), fetch(`${url}/menu`)]);
    expect(await page.text()).toMatch(/^<body><script>.*\/_local\/panel.*<\/script><\/body>$/s);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await other.text()).toBe('<body></body>');
    expect(other.headers.get('content-security-policy')).toBe("default-src 'none'");
  });

  it.each([
    ['/_local/panel.js', 'text/javascript; charset=utf-8', 'Local shop'],
    ['/_local/panel.css', 'text/css; charset=utf-8', '.local-panel'],
  ])('is served as %s', async (path, type, content) => {
    const response = await fetch(`${url}${path}`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toContain(content);
  });
});
