import { registerMenu } from 'nx-apiops/menu';

/** `npm run new`: asks what a generator needs to know, then runs it. The generators are those of `nx g nx-apiops:…`. */
export default function menu(plop) {
  registerMenu(plop);
}
