import { writeFileSync } from 'node:fs';

const LAYERS = 8;
const CHOICES = 3;

/**
 * Writes a table in NAS-Bench-Macro's format for all of its networks, with accuracies made up from the layers: deeper and wider is better, with
 * diminishing returns. Returns how many there are.
 */
export function writeTable(file: string): number {
  const networks = CHOICES ** LAYERS;
  const entries = Array.from({ length: networks }, (_, i) => {
    const key = i.toString(CHOICES).padStart(LAYERS, '0');
    const strength = [...key].reduce((sum, digit, layer) => sum + Number(digit) * (1 + layer / LAYERS), 0);
    return [key, { mean_acc: 94 - 30 * 0.8 ** strength }];
  });
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  return networks;
}
