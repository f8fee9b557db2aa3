import { type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

export interface NamedDocument {
  /** Last part of the address, e.g. `admin` for `/docs/admin.json`. */
  readonly name: string;
  readonly document: OpenAPIObject;
}

/** The OpenAPI documents that `/docs` shows, in the order of its menu. */
@Injectable()
export class DocsCatalogue {
  #documents: ReadonlyMap<string, OpenAPIObject> = new Map();

  fill(documents: readonly NamedDocument[]): void {
    this.#documents = new Map(documents.map(({ name, document }) => [name, document]));
  }

  names(): string[] {
    return [...this.#documents.keys()];
  }

  find(name: string): OpenAPIObject | undefined {
    return this.#documents.get(name);
  }
}

/** Called once at boot, when every controller is known. */
export function setUpDocs(app: INestApplication, documents: readonly NamedDocument[]): void {
  app.get(DocsCatalogue).fill(documents);
}
