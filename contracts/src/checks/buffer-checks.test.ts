// Buffers that hold nothing, too much, or do not suit the station behind are refused; their neighbours are not.
import { describe } from 'vitest';
import { B, S, testCases, WORKSHOP } from './test-lines.ts';

const conveyor = WORKSHOP.buffers[B.test];

describe('places and times', () => {
  testCases([
    {
      name: 'a conveyor has room for a part',
      wrong: { [`buffers.${B.test}.lengthMm`]: 299 },
      fault: /^buffers\.4\.lengthMm: found 299, allowed: at least one pitch of 300/,
      right: { [`buffers.${B.test}.lengthMm`]: 300 },
    },
    {
      name: 'a capacity is not below 0',
      wrong: { [`buffers.${B.mill}.capacity`]: -1 },
      fault: /^buffers\.0\.capacity: found -1, allowed: at least 0/,
      right: { [`buffers.${B.mill}.capacity`]: 0 },
    },
    {
      name: 'where nothing stays, nothing takes time',
      wrong: { [`buffers.${B.mill}.capacity`]: 0, [`buffers.${B.mill}.transitSeconds`]: 2 },
      fault: /^buffers\.0\.transitSeconds: found 2, allowed: 0 with capacity 0/,
      right: { [`buffers.${B.mill}.capacity`]: 1, [`buffers.${B.mill}.transitSeconds`]: 2 },
    },
    {
      name: 'and nothing keeps its distance',
      wrong: { [`buffers.${B.mill}.capacity`]: 0, [`buffers.${B.mill}.headwaySeconds`]: 2 },
      fault: /^buffers\.0\.headwaySeconds: found 2, allowed: 0 with capacity 0/,
      right: { [`buffers.${B.mill}.capacity`]: 1, [`buffers.${B.mill}.headwaySeconds`]: 2 },
    },
    {
      name: 'a line of more parts than a computer holds',
      wrong: { [`buffers.${B.mill}.capacity`]: 2_000_000 },
      fault: /^buffers\.0: found 2000000 places here and 2000033 in the line, allowed: at most 2000000 in the line/,
      right: { [`buffers.${B.mill}.capacity`]: 1_900_000 },
    },
    {
      name: 'in machines too',
      wrong: { [`stations.${S.wash}.batchSize`]: 10_000, [`stations.${S.wash}.servers`]: 1000 },
      fault: /^stations\.2: found 10000000 places here/,
      right: { [`stations.${S.wash}.batchSize`]: 10_000, [`stations.${S.wash}.servers`]: 100 },
    },
    {
      name: 'a belt moves',
      wrong: { [`buffers.${B.test}.speedMmPerSecond`]: 0 },
      fault: /^buffers\.4\.speedMmPerSecond: found 0, allowed: at least 0\.001/,
      right: { [`buffers.${B.test}.speedMmPerSecond`]: 0.001 },
    },
  ]);
});

describe('the rule of the station behind', () => {
  const belt = { [`buffers.${B.mill}`]: { ...conveyor, id: 'to-mill' } };
  testCases([
    {
      name: 'no part overtakes on a conveyor',
      wrong: { ...belt, [`stations.${S.mill}.dispatch`]: 'edd' },
      fault: /^stations\.1\.dispatch: found "edd", allowed: fifo behind the conveyor "to-mill"/,
      right: { [`buffers.${B.mill}.transitSeconds`]: 9, [`stations.${S.mill}.dispatch`]: 'edd' },
    },
    {
      name: 'a part on its way interrupts nothing',
      wrong: { [`buffers.${B.mill}.transitSeconds`]: 9, [`stations.${S.mill}.preempts`]: true },
      fault: /^stations\.1\.preempts: found true, allowed: false behind "to-mill", which has a transit or headway time/,
      right: { [`stations.${S.mill}.dispatch`]: 'priority', [`stations.${S.mill}.preempts`]: true },
    },
    {
      name: 'nor one that keeps its distance',
      wrong: { [`buffers.${B.mill}.headwaySeconds`]: 9, [`stations.${S.mill}.preempts`]: true },
      fault: /^stations\.1\.preempts: found true/,
      right: { [`buffers.${B.mill}.headwaySeconds`]: 9, [`stations.${S.mill}.dispatch`]: 'priority' },
    },
  ]);
});
