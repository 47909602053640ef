import { itOf } from '../journey/support/behaviour.ts';
import { describeConformance } from './suite.ts';
import { openServices } from './target.ts';

describe('the services', () => describeConformance(openServices, itOf));
