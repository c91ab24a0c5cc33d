import { architectureHash, costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { type FamilyTableName, familyMember, familyTables } from './families.js';

/** Params and multiply-adds. EfficientNets: torchvision 0.14.1, official unit tests; TinyNets: timm 0.9.16 with hooks on convolutions and dense layers. */
const GOLDEN = {
  efficientnet: {
    b0: [5_288_548, 385_814_752],
    b1: [7_794_184, 686_802_832],
    b2: [9_109_994, 993_561_872],
    b3: [12_233_232, 1_827_141_392],
    b4: [19_341_616, 4_393_771_024],
    b5: [30_389_784, 10_266_384_752],
    b6: [43_040_704, 19_067_593_536],
    b7: [66_347_960, 37_745_884_192],
    b8: [87_413_142, 62_597_461_568],
    l2: [480_309_308, 475_703_653_280],
  },
  lite: {
    lite0: [4_652_008, 385_187_552],
    lite1: [5_416_680, 600_185_232],
    lite2: [6_092_072, 859_736_272],
    lite3: [8_197_096, 1_383_321_872],
    lite4: [13_006_568, 2_553_034_336],
  },
  'efficientnet-v2': {
    b0: [7_139_704, 718_086_176],
    b1: [8_141_052, 1_196_819_360],
    b2: [10_096_086, 1_697_542_832],
    b3: [14_358_406, 3_011_458_816],
  },
  tinynet: {
    a: [6_187_972, 336_867_712],
    b: [3_730_562, 200_709_360],
    c: [2_457_234, 99_536_432],
    d: [2_338_446, 51_580_656],
    e: [2_042_972, 24_356_848],
  },
} as const satisfies { [T in FamilyTableName]?: Readonly<Record<string, readonly [number, number]>> };

const rows = Object.entries(GOLDEN).flatMap(([table, members]) =>
  Object.entries(members).map(([name, counts]) => [table as keyof typeof GOLDEN, name, counts] as const),
);

describe('familyMember', () => {
  it.each(rows)('makes %s %s to the integer', (table, name, [params, macs]) => {
    const member = familyTables[table].members.find((row) => row.name === name)!;
    expect(costOf(familyMember(familyTables[table], member))).toMatchObject({ params, macs });
  });

  it.each([
    ['efficientnet', 'efficientnet_'],
    ['lite', 'efficientnet_'],
    ['efficientnet-v2', 'efficientnet_v2_'],
  ] as const)('%s members are the published networks themselves, dropout included', (table, prefix) => {
    for (const member of familyTables[table].members) {
      expect(architectureHash(familyMember(familyTables[table], member))).toBe(architectureHash(zoo(`${prefix}${member.name}`)));
    }
  });

  it('takes the listed repeats of ResNet-RS', () => {
    const table = familyTables['resnet-rs'];
    const rs152 = familyMember(table, table.members[3]);
    expect(costOf(rs152)).toMatchObject({ params: costOf(zoo('resnet152')).params, macs: costOf(zoo('resnet152')).macs });
    expect(() => familyMember(table, table.members[0], zoo('efficientnet_b0'))).toThrow('a base of 4 stages, got 7');
  });

  it('has EfficientNet-X grow in depth where EfficientNet grows in pixels', () => {
    const table = familyTables['efficientnet-x-gpu'];
    const b7 = familyMember(table, table.members[6]);
    expect(b7.input.height).toBe(350);
    expect(b7.stages.map(({ repeats }) => repeats)).toEqual([6, 11, 11, 17, 17, 22, 6]);
  });
});
