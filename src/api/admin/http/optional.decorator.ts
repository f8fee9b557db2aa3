import { ValidateIf } from 'class-validator';

/** May be left out. Unlike `IsOptional` it does not let null through, which would mean something else in an update. */
export const Optional = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** May be left out, or be null to take a setting back. */
export const Nullable = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined && value !== null);
