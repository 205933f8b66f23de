export {
  registerMenu,
  type MenuPorts,
  type Plop,
  type PlopGenerator,
  type PlopPrompt,
  type RunNx,
} from './register-menu.js';
