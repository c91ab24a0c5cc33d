export { type TrainedDocument, trainedDocument } from './architecture-document.js';
export { type Exported, type ExportedFile, exportModel, type SkippedFormat } from './export-model.js';
export { type Evidence, type Exportable, ExportError, type FileVerdict, type Normalization } from './format.js';
export { type FormatName, formatNames } from './formats/formats.js';
export { fromPycls, isPycls } from './notation/from-pycls.js';
export { fromTimm, fromTimmText, isTimmText } from './notation/timm.js';
export { type Rounding, roundingText } from './rounding.js';
export { verdictText } from './verdict-text.js';
