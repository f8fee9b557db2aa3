import type { VpcAccessReference } from '../../../model/api-proxy.js';
import { invalid } from '../../../shared/problem.js';
import { isTrue } from '../../rpc/decode/shape.js';
import type { ServiceConfig } from './api-shapes.js';

/** Null when the backend is an address. Whether there is such an access is asked when the API is deployed. */
export function vpcAccessOf({
  ServiceVpcEnable,
  ServiceProtocol,
  VpcConfig = {},
}: ServiceConfig): VpcAccessReference | null {
  if (!isTrue(ServiceVpcEnable)) return null;
  const { Name = '', VpcId = '', InstanceId = '', Port, VpcScheme = '' } = VpcConfig;
  const scheme = (VpcScheme || ServiceProtocol || '').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') throw invalid('ServiceConfig', 'VpcScheme must be HTTP or HTTPS');
  if (Name !== '') return { scheme, name: Name };
  if (VpcId === '' || InstanceId === '' || Port === undefined) {
    throw invalid('ServiceConfig', 'VpcConfig must have the Name of a VPC access, or its VpcId, InstanceId and Port');
  }
  return { scheme, vpcId: VpcId, instanceId: InstanceId, port: Port };
}
