import { AppEntity } from './app.entity.js';
import { AppAuthorityEntity } from './app-authority.entity.js';
import { AppCodeEntity } from './app-code.entity.js';
import { AppKeyEntity } from './app-key.entity.js';

export const APP_ENTITIES = [AppEntity, AppKeyEntity, AppCodeEntity, AppAuthorityEntity];
