import { main } from 'create-nx-apiops';

const needed = (answer) => answer.trim() !== '' || 'This is needed.';

/** `npm run new` in the platform repository: makes a new APIOps repository, as `npx create-nx-apiops` does. */
export default function menu(plop) {
  plop.setGenerator('repository', {
    description: 'Makes an APIOps repository from this platform repository.',
    prompts: [
      { type: 'input', name: 'org', message: 'Organization on GitHub or in Azure DevOps', validate: needed },
      {
        type: 'input',
        name: 'directory',
        message: 'Folder of the new repository',
        default: ({ org }) => `../${org}-apis`,
        validate: needed,
      },
      { type: 'list', name: 'hosting', message: 'Where will it live?', choices: ['github', 'azure-devops'] },
      {
        type: 'input',
        name: 'environments',
        message: 'Environments in the order of promotion',
        default: 'dev,qa,prod',
      },
    ],
    actions: [
      async ({ org, directory, hosting, environments }) => {
        const flags = ['--org', org, '--hosting', hosting, '--environments', environments, '--yes'];
        if ((await main([directory, ...flags])) !== 0) throw new Error('the repository was not made, see above');
        return `create-nx-apiops ${directory} ${flags.join(' ')}`;
      },
    ],
  });
}
