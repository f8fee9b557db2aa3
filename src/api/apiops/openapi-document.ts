import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Problem } from '../../shared/problem.js';

/** The description of this dialect, once the application that it describes is complete. */
@Injectable()
export class ApiopsDocument {
  #document: OpenAPIObject | undefined;

  publish(document: OpenAPIObject): void {
    this.#document = document;
  }

  /** @throws Problem `unavailable` before the start is complete */
  get(): OpenAPIObject {
    if (this.#document === undefined) throw new Problem('unavailable', 'The description is not ready yet');
    return this.#document;
  }
}
