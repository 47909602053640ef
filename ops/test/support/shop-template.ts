import { templatesOf } from '../../../test/support/synth.ts';
import type { Resource } from '../../template/assembly.ts';
import { readShopTemplate } from '../../template/read-template.ts';
import type { ShopTemplate } from '../../template/shop-template.ts';

/** The resources of a stage, synthesized in this process. */
export const resourcesOf = (stage: string): readonly Resource[] =>
  Object.values(templatesOf(stage)).flatMap((template) => {
    const { Resources = {} }: { readonly Resources?: Readonly<Record<string, StoredResource>> } = template.toJSON();
    return Object.entries(Resources).map(([logicalId, { Type: type, Properties: properties = {} }]) => ({
      ...{ logicalId, type, properties },
    }));
  });

type StoredResource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };

export const shopTemplateOf = (stage: string): ShopTemplate => readShopTemplate(stage, resourcesOf(stage));
