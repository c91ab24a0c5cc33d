export { type Exported, type ExportedFile, exportModel, type SkippedFormat } from './export-model.js';
export { type Exportable, ExportError, type Normalization, type Verdict } from './format.js';
export { type FormatName, formatNames } from './formats/formats.js';
