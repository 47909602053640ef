// npm run cost -- <options>: what orders cost on AWS. `npm run cost -- --help` lists the options.
import { runProgram } from '../run-program.ts';
import { createCostProgram } from './program.ts';

await runProgram(createCostProgram());
