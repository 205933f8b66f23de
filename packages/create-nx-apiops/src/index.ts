export { createRepository, type CreateOptions, type CreateResult, type PackageSource } from './create-repository.js';
export { CreateError, ERRORS, type CreateErrorCode } from './errors.js';
export { main, type ExitCode } from './main.js';
export { SILENT, type Reporter } from './reporter.js';
