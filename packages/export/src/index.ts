export { type ExportedFile, exportModel } from './export-model.js';
export { type Exportable, ExportError, TOLERANCE } from './format.js';
export { type FormatName, formatNames } from './formats/formats.js';
