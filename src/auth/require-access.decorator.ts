import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { RequiredAccess } from '../model/permission.js';

/** Key of the metadata that the guard and the route enumeration test read. */
export const ACCESS_METADATA = 'gatewright:access';

/**
 * What a route, or every route of a controller, needs. The guard refuses routes that declare nothing. It enforces
 * authentication and `installation.administer`; a project permission is declared here and enforced by the use case,
 * which alone knows the project.
 */
export const RequireAccess = (access: RequiredAccess): CustomDecorator<string> => SetMetadata(ACCESS_METADATA, access);
