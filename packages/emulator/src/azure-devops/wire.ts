/**
 * How a type of `azure-devops-node-api` looks in JSON: dates and members of enumerations are texts there, as the client
 * turns both into its own only after it has read them.
 */
export type Wire<Type> = Type extends Date
  ? string
  : Type extends number
    ? `${number}` extends `${Type}`
      ? number
      : string
    : Type extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : Type extends object
        ? { readonly [Name in keyof Type]: Wire<Type[Name]> }
        : Type;
