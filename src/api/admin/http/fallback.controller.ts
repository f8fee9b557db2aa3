import { All, Controller, MethodNotAllowedException, NotFoundException, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequireAccess } from '../../../auth/require-access.decorator.js';
import { type RouterLayer, routedMethods } from './routed-methods.js';

/** What no other controller of this surface took. Registered last. */
@ApiExcludeController()
@Controller('admin')
@RequireAccess('public')
export class FallbackController {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  @All(['', '*rest'])
  refuse(@Req() request: Request, @Res({ passthrough: true }) response: Response): never {
    const layers: readonly RouterLayer[] = this.adapterHost.httpAdapter.getInstance().router.stack;
    const methods = routedMethods(layers, request.path);
    if (methods.length === 0) throw new NotFoundException('There is nothing at this address');
    response.setHeader('Allow', methods.join(', '));
    throw new MethodNotAllowedException(`Use ${methods.join(', ')} at this address`);
  }
}
