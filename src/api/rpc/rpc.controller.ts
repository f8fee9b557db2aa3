import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequireAccess } from '../../auth/require-access.decorator.js';
import { readCall } from './read-call.js';
import { RpcHandler } from './rpc-handler.js';

/**
 * The one address of the RPC protocol. Public to the token guard only: every action is signed, and every action declares
 * what it needs.
 */
@ApiExcludeController()
@Controller()
@RequireAccess('public')
export class RpcController {
  constructor(private readonly handler: RpcHandler) {}

  @All('/')
  async call(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { status, headers, body } = await this.handler.handle(readCall(request));
    // Not `send`: it rewrites the content type, which clients compare as a text.
    response.writeHead(status, headers).end(body);
  }
}
