import { createApi } from './api.ts';
import { create, setText } from './dom.ts';
import type { Part } from './part.ts';
import { createFunctions } from './sections/functions.ts';
import { createMails } from './sections/mails.ts';
import { createMappings } from './sections/mappings.ts';
import { createOutages } from './sections/outages.ts';
import { createPoisonPart } from './sections/poison.ts';
import { createWorkPart } from './sections/work.ts';

const REFRESH_MILLISECONDS = 2000;
const CREATE_PARTS = [createOutages, createMappings, createWorkPart, createPoisonPart, createFunctions, createMails];

/** Adds the panel at the end of the page. It asks the shop for nothing before it is opened. */
const addPanel = (base: URL): void => {
  const api = createApi(base);
  const said = create('p', { class: 'said', role: 'status' });
  const body = create('div', { class: 'parts' });
  const links = create('p', {}, ...['health', 'mails', 'calls', 'poison'].map((path) => link(path, base)));
  const details = create('details', {}, create('summary', {}, 'Local shop: inject faults'), body, links, said);
  document.body.append(create('aside', { class: 'local-panel', 'aria-label': 'Local shop' }, details));

  let parts: readonly Part[] = [];
  let isReading = false;
  /** Reads once at a time, so that reads do not pile up while the shop does not answer. */
  const refresh = async (): Promise<void> => {
    if (!details.open || document.hidden || isReading) return;
    isReading = true;
    try {
      parts = parts.length > 0 ? parts : await createParts();
      const health = await api.health();
      for (const part of parts) part.update(health);
    } catch (error) {
      say(error);
    }
    isReading = false;
  };
  const say = (what: unknown): void => {
    said.classList.toggle('faulty', what instanceof Error);
    setText(said, what instanceof Error ? `Failed: ${what.message}` : String(what));
  };
  const act = (action: () => Promise<string>): void => {
    action().then(say, say).then(refresh);
  };
  const createParts = async (): Promise<readonly Part[]> => {
    const faults = await api.faults();
    const created = CREATE_PARTS.map((createPart) => createPart({ api, faults, act }));
    body.replaceChildren(...created.map(({ element }) => element));
    return created;
  };

  details.addEventListener('toggle', refresh);
  setInterval(refresh, REFRESH_MILLISECONDS);
};

const link = (path: string, base: URL): HTMLElement =>
  create('a', { href: new URL(path, base).href }, `/_local/${path}`);

// The address of this script gives that of `/_local/`, below any path.
const { currentScript } = document;
if (currentScript instanceof HTMLScriptElement) addPanel(new URL('.', currentScript.src));
