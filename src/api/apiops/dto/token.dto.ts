import { ApiProperty } from '@nestjs/swagger';

export class TokenBody {
  @ApiProperty({ enum: ['client_credentials'] })
  readonly grant_type!: string;
  @ApiProperty({ description: 'User name', example: 'ops' })
  readonly client_id!: string;
  @ApiProperty({ description: 'Password', format: 'password', example: 'correct horse battery' })
  readonly client_secret!: string;
}

export class TokenAnswer {
  @ApiProperty({ example: 'eyJhbGciOi' })
  readonly access_token!: string;
  @ApiProperty({ enum: ['Bearer'] })
  readonly token_type!: string;
  @ApiProperty({ description: 'Seconds', example: 3600 })
  readonly expires_in!: number;
}
