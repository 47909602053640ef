import { templatesOf } from '../../support/synth.ts';

describe.each(['dev', 'prod'])('the trace of an order in stage %s', (stage) => {
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
