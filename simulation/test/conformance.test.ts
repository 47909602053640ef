import { describeConformance } from '../../test/conformance/suite.ts';
import { openModels } from './models.ts';

describe('the models', () => describeConformance(openModels, () => it));
