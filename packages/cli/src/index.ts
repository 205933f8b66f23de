export type { CommandContext } from './command-context.js';
export { main } from './main.js';
export type { Output } from './output.js';
export { createProgram, type Dispatch } from './program.js';
