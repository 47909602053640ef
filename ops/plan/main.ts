// npm run plan -- <options>: what a load needs on AWS. `npm run plan -- --help` lists the options.
import { runProgram } from '../run-program.ts';
import { createPlanProgram } from './program.ts';

await runProgram(createPlanProgram());
