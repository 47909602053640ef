import {
  GatewayVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';

/**
 * A cluster for tasks that only call AWS. Its network has public subnets without a NAT gateway, which costs more than small tasks,
 * and a security group that lets nothing in and only HTTPS out. Calls to S3 and DynamoDB use the free endpoints of the network.
 */
export class WorkerCluster extends Construct {
  readonly cluster: ICluster;
  readonly securityGroup: ISecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
      // A function would empty it. Nothing uses the default group.
      restrictDefaultSecurityGroup: false,
    });
    assertInterface<IVpc>(vpc);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Workers: nothing in and HTTPS out',
      allowAllOutbound: false,
    });
    securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'The services of AWS');
    const cluster = new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.DISABLED });
    assertInterface<ICluster>(cluster);
    this.cluster = cluster;
    this.securityGroup = securityGroup;
  }
}

/** The CDK is compiled without `exactOptionalPropertyTypes`, so these classes do not fit their own interfaces. */
function assertInterface<Interface>(_construct: unknown): asserts _construct is Interface {}
