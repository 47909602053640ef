import { once } from 'node:events';
import type { Server } from 'node:http';
import * as v from 'valibot';
import type { Engine } from './container.ts';

const networkSchema = v.object({ IPAM: v.object({ Config: v.array(v.object({ Subnet: v.string() })) }) });

/** The address on which a server listens for containers, and the host name that containers use for it. */
export type Host = { readonly listen: string; readonly name: string };

/** For an engine in a virtual machine, as on a Mac: it forwards requests to that name. */
const ELSEWHERE: Host = { listen: '127.0.0.1', name: 'host.docker.internal' };

/** Docker gives the first address of its network to the machine on which it runs. */
const gatewaysOf = async ({ container }: Engine): Promise<Host[]> => {
  const { IPAM } = v.parse(networkSchema, await container.dockerode.getNetwork('bridge').inspect());
  const gateways = IPAM.Config.flatMap(({ Subnet }) => /^(\d+\.\d+\.\d+)\.0\//.exec(Subnet)?.[1] ?? []);
  return gateways.map((network) => ({ listen: `${network}.1`, name: `${network}.1` }));
};

const listens = async (server: Server, { listen }: Host): Promise<boolean> => {
  server.listen(0, listen);
  return once(server, 'listening').then(
    () => true,
    () => false,
  );
};

/** Makes a server listen where only containers can reach it. Returns that host. */
export const listenForContainers = async (server: Server, engine: Engine): Promise<Host> => {
  for (const host of [...(await gatewaysOf(engine)), ELSEWHERE]) if (await listens(server, host)) return host;
  throw new Error('this machine should have an address that containers can reach, got none');
};
