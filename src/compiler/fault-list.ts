import type { Fault } from '../shared/problem.js';

/** Where a step writes down what is wrong, so that compilation goes on and reports everything at once. */
export class FaultList {
  private readonly found: Fault[] = [];

  constructor(private readonly proxy: { readonly id: string; readonly name: string }) {}

  /** `field` is a path inside the proxy's definition, or begins with `group.` for the group's own settings. */
  add(code: FaultCode, field: string, message: string): void {
    this.found.push({ code, proxyId: this.proxy.id, proxyName: this.proxy.name, field, message });
  }

  get all(): readonly Fault[] {
    return this.found;
  }
}

export type FaultCode =
  | 'missing_route'
  | 'invalid_path'
  | 'unsupported_path'
  | 'duplicate_path'
  | 'invalid_host'
  | 'invalid_header'
  | 'invalid_parameter'
  | 'conflicting_operations'
  | 'missing_address'
  | 'invalid_address'
  | 'refused_address'
  | 'missing_vpc_access'
  | 'callers_without_stage'
  | 'invalid_routing'
  | 'invalid_mock'
  | 'invalid_cache'
  | 'unknown_variable'
  | 'invalid_variable';
