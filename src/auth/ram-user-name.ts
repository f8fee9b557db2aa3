import type { Id } from '../shared/ids.js';
import type { User } from './auth-types.js';

/** User names are unique in the installation, RAM's only in their account: there the account is part of them. */
export const ramUsername = (name: string, accountId: string): string => `${name}@${accountId}`;

/** How RAM calls a member of the project. */
export const nameInProject = ({ username, projectId }: Pick<User, 'username' | 'projectId'>, project: Id): string =>
  projectId === project ? username.slice(0, username.lastIndexOf('@')) : username;
