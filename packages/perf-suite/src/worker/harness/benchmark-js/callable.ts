/** Lets a class be called without `new` too, as old scripts do. */
export function callable<T extends new (...given: never[]) => object>(
  made: T,
): T & ((...given: ConstructorParameters<T>) => InstanceType<T>) {
  const proxy = new Proxy(made, {
    apply: (target, _self, given: ConstructorParameters<T>) => Reflect.construct(target, given),
  });
  made.prototype.constructor = proxy;
  return proxy as T & ((...given: ConstructorParameters<T>) => InstanceType<T>);
}
