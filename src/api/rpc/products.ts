import { Injectable } from '@nestjs/common';
import type { RpcRequest } from '../../auth/rpc-request.js';
import { missingParameter } from '../../auth/signature-problem.js';
import { invalidVersion, missingAction, unknownAction } from './errors/gateway-errors.js';
import { RefusedCall } from './errors/refusal.js';
import type { BoundAction, RpcProduct } from './product.js';

export interface Operation {
  readonly product: RpcProduct;
  readonly action: BoundAction;
}

/** What is spoken at `/`. Each dialect puts its products in when its module starts. */
@Injectable()
export class RpcProducts {
  readonly #products = new Map<string, RpcProduct>();

  add(product: RpcProduct): void {
    this.#products.set(product.version, product);
  }

  /** The product that a call asks for, as far as it says. */
  ofVersion(version: string | null): RpcProduct | undefined {
    return this.#products.get(version ?? '');
  }

  /** @throws RefusedCall, SignatureProblem: no action, one that no product has, another version, none */
  operationOf({ action, version }: Pick<RpcRequest, 'action' | 'version'>): Operation {
    if (action === null || action === '') throw new RefusedCall(missingAction);
    const product = this.ofVersion(version);
    const found = product?.find(action);
    if (product !== undefined && found !== undefined) return { product, action: found };
    const exists = [...this.#products.values()].some((each) => each.find(action) !== undefined);
    if (product !== undefined || !exists) throw new RefusedCall(unknownAction);
    if (version === null || version === '') throw missingParameter('Version');
    throw new RefusedCall(invalidVersion);
  }
}
