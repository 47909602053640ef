import { stageNames } from '../../../lib/stage-names.ts';
import { templatesOf } from '../../support/synth.ts';

describe.each(stageNames)('the trace of an order in stage %s', (stage) => {
  const { state, service } = templatesOf(stage);

  it('begins at the API', () => {
    service.allResourcesProperties('AWS::ApiGateway::Stage', { TracingEnabled: true });
  });

  it('goes through every function', () => {
    const functions = Object.values(service.findResources('AWS::Lambda::Function'));
    expect(functions.length).toBeGreaterThan(3);
    const modes = functions.map(({ Properties }) => Properties.TracingConfig?.Mode);
    expect(new Set(modes)).toEqual(new Set(['Active']));
  });

  it('goes through the topic of the events to the mail', () => {
    state.hasResourceProperties('AWS::SNS::Topic', { DisplayName: 'Order events', TracingConfig: 'Active' });
  });
});

describe('the sampling rule', () => {
  const [dev, prod] = [templatesOf('dev').service, templatesOf('prod').service];

  it('records one call a second and 1 % of the others in prod, and decides for the calls of its own API only', () => {
    prod.hasResourceProperties('AWS::XRay::SamplingRule', {
      SamplingRule: {
        ...{ RuleName: 'orderboard-prod-shop', ReservoirSize: 1, FixedRate: 0.01 },
        ...{ ServiceName: 'orderboard-prod-shop/shop', ServiceType: 'AWS::ApiGateway::Stage' },
      },
    });
    prod.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'orderboard-prod-shop' });
    prod.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'shop' });
  });

  it('is that of the account in dev', () => {
    dev.resourceCountIs('AWS::XRay::SamplingRule', 0);
  });
});
