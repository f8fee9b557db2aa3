/** Injection token of `readonly DataPlaneDriver[]`: every data plane of this process. */
export const DATA_PLANES = Symbol('DATA_PLANES');
