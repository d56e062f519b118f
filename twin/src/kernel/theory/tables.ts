// Printed figures of exponential lines: checked against exact solutions in ctmc.test.ts, and the kernel against them.

/** Saturated lines of like machines, cycle time Exp(1), blocking after service: throughput by places between stations. */
export const RELIABLE_THROUGHPUT: readonly { stations: number; places: number; throughput: string; wip?: string }[] = [
  { stations: 3, places: 0, throughput: '0.564103', wip: '2.35897' },
  { stations: 3, places: 1, throughput: '0.670466', wip: '3.53180' },
  { stations: 3, places: 2, throughput: '0.734017', wip: '4.63348' },
  { stations: 3, places: 3, throughput: '0.776712', wip: '5.70015' },
  { stations: 3, places: 5, throughput: '0.830759', wip: '7.78167' },
  { stations: 3, places: 10, throughput: '0.894419', wip: '12.87198' },
  { stations: 4, places: 0, throughput: '0.514775' },
  { stations: 4, places: 1, throughput: '0.631153' },
  { stations: 4, places: 2, throughput: '0.700713' },
  { stations: 4, places: 3, throughput: '0.747710' },
  { stations: 4, places: 5, throughput: '0.807665' },
  { stations: 4, places: 10, throughput: '0.879115' },
  { stations: 5, places: 0, throughput: '0.485798' },
  { stations: 5, places: 1, throughput: '0.607583' },
  { stations: 5, places: 2, throughput: '0.680489' },
  { stations: 5, places: 3, throughput: '0.729948' },
  { stations: 5, places: 5, throughput: '0.793367' },
  { stations: 6, places: 0, throughput: '0.466713' },
  { stations: 6, places: 1, throughput: '0.591826' },
  { stations: 6, places: 2, throughput: '0.666856' },
];

/** Two stations of unlike rates: throughput. */
export const TWO_STATIONS: readonly { rates: readonly [number, number]; places: number; throughput: string }[] = [
  { rates: [1.2, 1], places: 3, throughput: '0.899294' },
  { rates: [1, 1.5], places: 4, throughput: '0.968917' },
];

/** Best mean cycle times of three stations, a - (3 - 2a) - a, and of four (Hillier and Boling's bowl). */
export const BOWLS: readonly { means: readonly number[]; places: number; throughput: string; gainPercent?: string }[] =
  [
    { means: [1.0855, 0.829, 1.0855], places: 0, throughput: '0.567182', gainPercent: '0.546' },
    { means: [1.0592, 0.8816, 1.0592], places: 1, throughput: '0.673758', gainPercent: '0.491' },
    { means: [1.0441, 0.9118, 1.0441], places: 2, throughput: '0.736923', gainPercent: '0.396' },
    { means: [1.024, 0.952, 1.024], places: 5, throughput: '0.832631', gainPercent: '0.225' },
    { means: [1.1365, 0.8635, 0.8635, 1.1365], places: 0, throughput: '0.519631' },
  ];

/** Rates of work, failure on operating time, and repair, of each machine. */
export interface UnreliableMachines {
  rates: readonly number[];
  failureRates: readonly number[];
  repairRates: readonly number[];
}

/** Unreliable exponential machines (Gershwin and Berman's model): throughput by places between. */
export const UNRELIABLE: readonly { machines: UnreliableMachines; throughput: Readonly<Record<number, string>> }[] = [
  {
    machines: { rates: [1, 1], failureRates: [0.01, 0.01], repairRates: [0.1, 0.1] },
    throughput: { 0: '0.589955', 2: '0.695386', 5: '0.756197', 8: '0.785921', 20: '0.834997' },
  },
  {
    machines: { rates: [1, 1], failureRates: [0.05, 0.05], repairRates: [0.2, 0.2] },
    throughput: { 0: '0.506329', 2: '0.590938', 5: '0.644930', 8: '0.674387', 20: '0.727349' },
  },
  {
    machines: { rates: [1, 1.2], failureRates: [0.02, 0.04], repairRates: [0.1, 0.25] },
    throughput: { 0: '0.588350', 2: '0.685651', 5: '0.742543', 8: '0.770764', 20: '0.814118' },
  },
  {
    machines: { rates: [2, 1], failureRates: [0.1, 0.01], repairRates: [0.3, 0.1] },
    throughput: { 0: '0.706598', 2: '0.801656', 5: '0.851740', 8: '0.875518', 20: '0.904517' },
  },
  {
    machines: { rates: [1, 1, 1], failureRates: [0.02, 0.02, 0.02], repairRates: [0.2, 0.2, 0.2] },
    throughput: { 0: '0.489161', 1: '0.572541', 2: '0.623224', 5: '0.705380' },
  },
];

/** Assembly of the parts of two feeders, all with cycle time Exp(1) and these places on each side: throughput. */
export const ASSEMBLY: readonly { places: number; reliable: string; unreliable: string }[] = [
  { places: 0, reliable: '0.545455', unreliable: '0.474069' },
  { places: 1, reliable: '0.665385', unreliable: '0.568004' },
  { places: 2, reliable: '0.731999', unreliable: '0.621136' },
  { places: 5, reliable: '0.830450', unreliable: '0.704870' },
];

/** Of the unreliable assembly: rates of failure on operating time, and of repair, of all three machines. */
export const ASSEMBLY_FAILURE_RATE = 0.02;
export const ASSEMBLY_REPAIR_RATE = 0.2;
