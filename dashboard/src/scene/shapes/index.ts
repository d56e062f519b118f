// All machine designs by the shape name of the line model.
import type { Station } from '@mini-factory-twin/contracts';
import type { MachineDesign } from '../design.ts';
import { bench, exit, feeder, packing, press } from './assembly.ts';
import { cnc, generic, laser, washer } from './machining.ts';
import { loader, robot } from './robots.ts';
import { leakTest, tester } from './testing.ts';

export const DESIGNS: Readonly<Record<Station['shape'], MachineDesign>> = {
  loader,
  cnc,
  washer,
  press,
  bench,
  robot,
  'leak-test': leakTest,
  tester,
  laser,
  packing,
  feeder,
  exit,
  generic,
};
