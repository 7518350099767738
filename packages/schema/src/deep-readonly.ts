/** The same data with every property and list element read-only. */
export type DeepReadonly<T> = T extends string | number | boolean | bigint | null | undefined
  ? T
  : { readonly [K in keyof T]: DeepReadonly<T[K]> };
