import { type App, CfnResource, type IPolicyValidationContext, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Finding, suppresses, suppressions, type Templates } from './suppressions.ts';

type Report = ReturnType<AwsSolutionsChecks['validateScope']>;
type Violation = Report['violations'][number];

/** Stops the synthesis of a stage at a finding of cdk-nag that no suppression names. */
export const addChecks = (app: App, templates: Templates): void => {
  Validations.of(app).addPlugins(new Checks(app, templates));
};

/** The findings of cdk-nag in an app. */
export const findingsIn = (app: App): Finding[] =>
  new AwsSolutionsChecks(app).validateScope(app).violations.flatMap((violation) => findingsOf(app, violation));

/**
 * The rules AwsSolutions of cdk-nag without the suppressed findings. Its own acknowledgements need the exact id of a finding, which
 * holds the names of other stacks, and do not tell which of them have no finding any more.
 */
class Checks extends AwsSolutionsChecks {
  private readonly app: App;
  private readonly templates: Templates;

  constructor(app: App, templates: Templates) {
    super(app);
    this.app = app;
    this.templates = templates;
  }

  override validate(context: IPolicyValidationContext): Report {
    const { violations } = super.validate(context);
    const left = violations.map((violation) => this.withoutSuppressed(violation));
    const found = left.filter(({ violatingResources }) => violatingResources.length > 0);
    return { success: found.length === 0, violations: found };
  }

  private withoutSuppressed(violation: Violation): Violation {
    const paths = findingsOf(this.app, violation)
      .filter((finding) => !suppressions.some((suppression) => suppresses(suppression, finding, this.templates)))
      .map(({ path }) => path);
    const violatingResources = violation.violatingResources.filter(({ constructPath = '' }) =>
      paths.includes(constructPath),
    );
    return { ...violation, severity: 'error', violatingResources }; // a warning would not stop the synthesis
  }
}

/** A rule has the name of its check and, in brackets, the subject of the finding: `AwsSolutions-IAM5[Resource::*]`. */
const findingsOf = (app: App, { ruleName, violatingResources }: Violation): Finding[] => {
  const [, check = ruleName, about = ''] = /^([^[]+)(?:\[(.*)\])?$/.exec(ruleName) ?? [];
  const constructs = app.node.findAll();
  return violatingResources.map(({ constructPath: path = '' }) => {
    const construct = constructs.find(({ node }) => node.path === path);
    const type = CfnResource.isCfnResource(construct) ? construct.cfnResourceType : '';
    return { checker: 'cdk-nag', check, about, type, path };
  });
};
