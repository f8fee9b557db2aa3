import { PromotionExecutionEntity } from './promotion-execution.entity.js';
import { PromotionInstanceEntity } from './promotion-instance.entity.js';
import { PromotionMappingEntity } from './promotion-mapping.entity.js';

export const PROMOTION_ENTITIES = [PromotionInstanceEntity, PromotionMappingEntity, PromotionExecutionEntity];
